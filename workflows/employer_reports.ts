import { counted } from "../domain/russian.ts";
import { facts } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** Asks for the reports that this month lacks; each is then a case of its own. */
export async function employerReports(_: WorkflowInputs["employerReports"]): Promise<number> {
  const show = viewer();
  show({ stage: "Проверяем", details: "Смотрим, каких отчетов за этот месяц не хватает." });
  const asked = await facts.requestDueReports.executeWithOptions(
    { summary: "Просим недостающие отчеты" },
    [{ now: now() }],
  );
  const told = counted(asked, ["отчет", "отчета", "отчетов"]);
  show({
    stage: "Завершена",
    details: asked === 0
      ? "Все отчеты этого месяца уже есть, или их день не пришел."
      : `Запрошено: ${told}.`,
  });
  return asked;
}
