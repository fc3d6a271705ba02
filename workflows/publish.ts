import type { PublishedCounts } from "../activities/imports.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { files } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { viewer } from "./view.ts";

/** One invoice per franchise from all its lines through that day that are not invoiced yet. */
export async function publish(input: WorkflowInputs["publish"]): Promise<PublishedCounts> {
  const show = viewer();
  show({ stage: "Выпускаем счета", details: "Собираем услуги в счета." });
  const counts = await files.publishInvoices.executeWithOptions(
    { summary: "Выпускаем счета" },
    [input],
  );
  const total = formatRoubles(counts.totalKopecks as Kopecks);
  show({
    stage: "Счета выпущены",
    amountKopecks: counts.totalKopecks,
    details: `Выпущено счетов: **${counts.invoices}** на ${total}.`,
  });
  return counts;
}
