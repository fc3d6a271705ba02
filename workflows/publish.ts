import type { PublishedCounts } from "../activities/imports.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { files } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/**
 * One invoice per franchise from all its lines through that day that are not invoiced yet. The term
 * counts from when they stand in the cabinet, not from when they were asked for.
 */
export async function publish(
  { through, periods }: WorkflowInputs["publish"],
): Promise<PublishedCounts> {
  const show = viewer();
  show({ stage: "Выпускаем счета", details: "Собираем услуги в счета." });
  const counts = await files.publishInvoices.executeWithOptions(
    { summary: "Выпускаем счета" },
    [{ through, ...periods ? { periods } : {}, at: now() }],
  );
  const total = formatRoubles(counts.totalKopecks as Kopecks);
  show({
    stage: "Счета выпущены",
    amountKopecks: counts.totalKopecks,
    details: `Выпущено счетов: **${counts.invoices}** на ${total}.`,
  });
  return counts;
}
