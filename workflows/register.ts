import type { ImportCounts } from "../activities/imports.ts";
import { files } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/**
 * A clinic's register: its rows are checked and priced. An interrupted run goes on where it stopped;
 * the same file again has only its refused rows checked.
 */
export async function register({ fileId }: WorkflowInputs["register"]): Promise<ImportCounts> {
  const show = viewer();
  show({ stage: "Проверяем реестр", details: "Проверяем строки реестра и считаем доли." });
  const counts = await files.importRegister.executeWithOptions(
    { summary: "Загружаем реестр клиники" },
    [{ fileId, now: now() }],
  );
  show({ stage: counts.ok ? "Реестр загружен" : "Файл не прочитан", details: said(counts) });
  return counts;
}

function said(counts: ImportCounts): string {
  if (!counts.ok) return "Файл **не прочитан**: причина видна сотрудникам в кабинете.";
  const { accepted, refused, held } = counts;
  return `Принято строк: **${accepted}**, отказано: ${refused}, ждут сотрудника: ${held}.`;
}
