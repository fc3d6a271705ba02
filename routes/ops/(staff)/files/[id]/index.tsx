import { HttpError } from "fresh";
import { Tally } from "../../../../../components/page/data_table.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../../components/page/pagination.tsx";
import { type Instant, instant } from "../../../../../domain/local_date.ts";
import { formatDateTime } from "../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { formText } from "../../../../(_frame)/form_text.ts";
import { typedText } from "../../../../(_frame)/typed_text.ts";
import { FileLinks } from "../../../(_staff)/file_links.tsx";
import { FileNext } from "../../../(_staff)/file_next.tsx";
import { Refused, ROWS_A_PAGE } from "../../../(_staff)/file_refused.tsx";
import { FileUnderWay } from "../../../(_staff)/file_under_way.tsx";
import { ImportMark, KIND_TITLES } from "../../../(_staff)/import_words.tsx";
import { mendHref, NotedLines, RowsTable } from "../../../(_staff)/file_rows.tsx";
import { Recheck } from "../../../(_staff)/file_recheck.tsx";
import { PreviewView } from "../../../(_staff)/preview_view.tsx";
import { mayAct } from "../../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../../(_staff)/staff_actor.ts";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;

interface FileData extends View {
  reason: string | null;
  offset: number;
  /** The row that was let in just now, and whether it is held. */
  mended: { sheetRow: number; held: boolean } | null;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const fileId = pathNumber(ctx.params["id"]);
    const since = readInstant(url.searchParams.get("since"));
    if (url.searchParams.has("progress")) {
      const standing = fileId && await state.useCases.readImportStanding({ fileId, since });
      if (!standing) throw new HttpError(404);
      return Response.json(standing);
    }
    const asked = url.searchParams.get("reason");
    const reason = asked === null ? null : typedText(asked);
    const offset = (pathNumber(url.searchParams.get("from") ?? "1") ?? 1) - 1;
    const view = fileId === null ? null : await state.useCases.readImport({
      fileId,
      reason,
      offset,
      limit: ROWS_A_PAGE,
      since,
      ...actorOf(state),
    });
    if (view === null) throw new HttpError(404);
    const sheetRow = pathNumber(url.searchParams.get("mended") ?? undefined);
    const mended = sheetRow === null ? null : { sheetRow, held: url.searchParams.has("held") };
    const data: FileData = { ...view, reason, offset, mended };
    return { data };
  },

  /** Loads or leaves a file that waits, or checks the refused rows again. */
  async POST(ctx) {
    const { state } = ctx;
    const fileId = pathNumber(ctx.params["id"]);
    if (fileId === null) throw new HttpError(404);
    const decision = formText(state.form, "decision");
    if (decision === "load" || decision === "discard") {
      const decided = await state.useCases.decideFile({
        fileId,
        decision,
        actor: actorOf(state),
      });
      if (!decided.ok && decided.reason === "unknown") throw new HttpError(404);
      return ctx.redirect(`/ops/files/${fileId}`, 303);
    }
    const asked = await state.useCases.recheckFile({ fileId, actor: actorOf(state) });
    if (!asked.ok && asked.reason === "unknown") throw new HttpError(404);
    const since = asked.ok ? `?since=${encodeURIComponent(state.now)}` : "";
    return ctx.redirect(`/ops/files/${fileId}${since}`, 303);
  },
});

function readInstant(text: string | null): Instant | null {
  if (text === null) return null;
  try {
    return instant(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export default defineOps.page<typeof handler>(function FilePage({ data, state, url }) {
  const { file, acceptedLater, noted } = data;
  const canAct = mayAct(state.owner, "/ops/files/:id");
  const next = nextRefused(data);
  const waits = file.previewAskedAt !== null && file.state !== "unreadable";
  const refusedByStaff = noted.filter((line) => line.refusedBy !== null);
  const standing = noted.filter((line) => line.refusedBy === null);
  const held = standing.filter((line) => line.held !== null);
  const marked = standing.filter((line) => line.held === null);
  return (
    <OpsFrame state={state} title={file.name} current="/ops">
      <BackLink href="/ops">Файлы</BackLink>
      <h1>{file.name}</h1>
      <div class="stack">
        <p>
          {KIND_TITLES[file.kind]}
          {file.sender && <>, {file.sender}</>}
          {file.madeSender && ` (${strangerOf(file)}: до\u00a0этого файла не\u00a0было)`}. Загружен
          {" "}
          {formatDateTime(file.receivedAt, INSURER_ZONE)}, {file.uploadedBy ?? "командная строка"}.
        </p>
        <p>
          <ImportMark file={file} />
        </p>
        <FileUnderWay view={data} href={url} />
        {waits && file.preview !== null && (
          <PreviewView
            file={file}
            preview={file.preview}
            canAct={canAct}
            csrf={state.csrfToken}
          />
        )}
        <Recheck view={data} />
        {data.mended && (
          <Notice
            tone="done"
            role="status"
            title={`Строка ${groupedNumber(data.mended.sheetRow)} принята`}
          >
            {data.mended.held && <p>Она удержана: решите на странице «Удержанные».</p>}
            {next !== null && (
              <p>
                <a href={`/ops/files/${file.id}/rows/${next}`}>
                  Следующая отказанная строка: {groupedNumber(next)}
                </a>
              </p>
            )}
          </Notice>
        )}
        <FileLinks view={data} canAct={canAct} />
        {file.state === "unreadable" && (
          <Notice tone="late" title="Файл не прочитан, ничего не загружено">
            <p>{file.problem}.</p>
          </Notice>
        )}
        {file.problem !== null && (file.state === "discarded" || file.state === "done") && (
          <Notice tone="warn" title="Взамен прежнего файл не загружен">
            <p>{file.problem}.</p>
          </Notice>
        )}
        {file.state === "done" && (
          <Tally
            items={[
              { title: "Принято", count: file.accepted },
              { title: "Отказано", count: file.refused },
              { title: "Удержано", count: file.held },
              { title: "Без изменений", count: file.unchanged },
              ...file.refusedByStaff > 0
                ? [{ title: "Отказано сотрудником", count: file.refusedByStaff }]
                : [],
            ]}
          />
        )}
        <FileNext view={data} canAct={canAct} />
        <Refused
          view={data}
          reason={data.reason}
          offset={data.offset}
          canAct={canAct}
          csrf={state.csrfToken}
        />
        {held.length > 0 && (
          <section class="stack" aria-labelledby="held">
            <h2 id="held">Удержаны до решения</h2>
            <p>
              В счет не попадут, пока их не отпустят.{" "}
              <a class="link" href={`/ops/held?file=${file.id}`}>
                Решить на странице «Удержанные»
              </a>
            </p>
            <NotedLines caption="Удержаны до решения" lines={held} />
          </section>
        )}
        {refusedByStaff.length > 0 && (
          <section class="stack" aria-labelledby="by-staff">
            <h2 id="by-staff">Отказано сотрудником</h2>
            <p>
              Эти строки были удержаны, и&nbsp;сотрудник решил, что в&nbsp;счета они не&nbsp;войдут.
            </p>
            <NotedLines caption="Отказано сотрудником" lines={refusedByStaff} />
          </section>
        )}
        {marked.length > 0 && (
          <section class="stack" aria-labelledby="marked">
            <h2 id="marked">Приняты, но просят взгляда</h2>
            <NotedLines caption="Приняты, но просят взгляда" lines={marked} />
          </section>
        )}
        {acceptedLater.length > 0 && (
          <section class="stack" aria-labelledby="later">
            <h2 id="later">Приняты при повторной проверке</h2>
            <RowsTable
              caption="Приняты при повторной проверке"
              rows={acceptedLater}
              columns={data.columns}
              rowHref={mendHref(data, "Открыть")}
            />
          </section>
        )}
      </div>
    </OpsFrame>
  );
});

/** The refused row after the one that was let in just now. */
function nextRefused({ mended, refused }: FileData): number | null {
  if (mended === null) return null;
  const after = refused.find(({ sheetRow }) => sheetRow > mended.sheetRow);
  return (after ?? refused[0])?.sheetRow ?? null;
}

/** What a sender is called that nobody knew. */
function strangerOf({ kind }: View["file"]): string {
  return kind === "register" ? "новая клиника" : "новый работодатель";
}
