const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A workbook to be kept, under a name for people and one for systems that know no other letters. */
export function workbookAnswer(
  content: Uint8Array<ArrayBuffer>,
  { ascii, name }: { ascii: string; name: string },
): Response {
  return new Response(content, {
    headers: {
      "content-type": XLSX,
      "content-disposition": `attachment; filename="${ascii}.xlsx"; ` +
        `filename*=UTF-8''${encodeURIComponent(name)}.xlsx`,
    },
  });
}
