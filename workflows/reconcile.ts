import { proxyActivities } from "@temporalio/workflow";
import type { Activities } from "../activities/mod.ts";
import type { ReconciledCounts } from "../activities/reconcile.ts";
import { counted } from "../domain/russian.ts";
import type { WorkflowInputs } from "./contract.ts";
import { viewer } from "./view.ts";

/** Each try is a comparison of its own; what does not come through by evening waits for the night. */
const { reconcile: compare } = proxyActivities<Activities>({
  startToCloseTimeout: "6h",
  scheduleToCloseTimeout: "18h",
  heartbeatTimeout: "2m",
  retry: { initialInterval: "10s", backoffCoefficient: 2, maximumInterval: "10m" },
});

/** Compares what Postgres says of every case with its workflow, and mends what is safe to mend. */
export async function reconcile(_: WorkflowInputs["reconcile"]): Promise<ReconciledCounts> {
  const show = viewer();
  show({ stage: "Сверяем", details: "Сверяем базу с ходом дел." });
  const counts = await compare.executeWithOptions({ summary: "Сверяем базу с ходом дел" }, []);
  const left = counts.differences - counts.mended;
  show({
    stage: left > 0 ? "Есть расхождения" : "Расхождений нет",
    details: outcomeOf(counts, left),
  });
  return counts;
}

function outcomeOf({ compared, differences, mended }: ReconciledCounts, left: number): string {
  const cases = counted(compared, ["дело", "дела", "дел"]);
  if (differences === 0) return `Сверено ${cases}, расхождений нет.`;
  const found = `Сверено ${cases}. Расхождений: **${differences}**, исправлено само: ${mended}`;
  return left > 0
    ? `${found}, **нужен сотрудник: ${left}**. Список на странице «Сверка» и в ` +
      "`deno task reconcile`."
    : `${found}.`;
}
