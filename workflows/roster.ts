import type { ImportCounts } from "../activities/imports.ts";
import { files } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { viewer } from "./view.ts";

/**
 * An employer's list of the insured: people and policies are added or brought up to date. Sent again
 * meanwhile, it is gone through once more.
 */
export async function roster({ fileId }: WorkflowInputs["roster"]): Promise<ImportCounts> {
  const news = newsBy(SIGNALS.roster);
  const show = viewer();

  for (;;) {
    news.clear();
    show({ stage: "Проверяем список", details: "Проверяем список застрахованных." });
    const counts = await files.importRoster.executeWithOptions(
      { summary: "Загружаем список застрахованных" },
      [{ fileId, now: now() }],
    );
    if (news.came()) continue;
    show({
      stage: counts.ok ? "Список загружен" : "Файл не прочитан",
      details: counts.ok
        ? `Принято строк: **${counts.accepted}**, отказано: ${counts.refused}.`
        : "Файл **не прочитан**: причина видна сотрудникам в кабинете.",
    });
    return counts;
  }
}
