import type { ImportCounts } from "../activities/imports.ts";
import { files } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { viewer } from "./view.ts";

/**
 * A clinic's register: its rows are checked and priced. After a crash the file is read from its
 * beginning, and the rows that were reached stand. What becomes of the file meanwhile (it is sent
 * again, as a correction perhaps, or a row of it is mended) has it gone through once more.
 */
export async function register({ fileId }: WorkflowInputs["register"]): Promise<ImportCounts> {
  const news = newsBy(SIGNALS.register);
  const show = viewer();

  for (;;) {
    news.clear();
    show({ stage: "Проверяем реестр", details: "Проверяем строки реестра и считаем доли." });
    const counts = await files.importRegister.executeWithOptions(
      { summary: "Загружаем реестр клиники" },
      [{ fileId, now: now() }],
    );
    if (news.came()) continue;
    show({ stage: counts.ok ? "Реестр загружен" : "Файл не прочитан", details: said(counts) });
    return counts;
  }
}

function said(counts: ImportCounts): string {
  if (!counts.ok) return "Файл **не прочитан**: причина видна сотрудникам в кабинете.";
  const { accepted, refused, held } = counts;
  return `Принято строк: **${accepted}**, отказано: ${refused}, ждут сотрудника: ${held}.`;
}
