import { facts } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** Asks for the month's invoices on the month's last day; the run is then a case of its own. */
export async function monthlyPublishing(
  _: WorkflowInputs["monthlyPublishing"],
): Promise<string | null> {
  const show = viewer();
  show({ stage: "Проверяем", details: "Смотрим, последний ли это день месяца." });
  const { through } = await facts.requestMonthlyPublishing.executeWithOptions(
    { summary: "Просим счета, если сегодня их день" },
    [{ now: now() }],
  );
  show({
    stage: "Завершена",
    details: through === null
      ? "День выпуска не пришел."
      : `Запрошены счета по услугам до ${through}.`,
  });
  return through;
}
