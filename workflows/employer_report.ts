import type { ReportStands } from "../activities/employer_reports.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { counted } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { type View, viewer } from "./view.ts";

/**
 * A month's report to an employer: formed, told to its contacts, acknowledged. Who is slow is
 * reminded once; the next month's report ends the waiting.
 */
export async function employerReport(
  { reportId }: WorkflowInputs["employerReport"],
): Promise<ReportStands["state"]> {
  const show = viewer();
  const news = newsBy(SIGNALS.employerReport);
  show({ stage: "Формируется", details: "Собираем неоплаченные счета работодателя." });

  while (true) {
    news.clear();
    const report = await facts.formEmployerReport.executeWithOptions(
      { summary: "Формируем отчет или читаем, где он" },
      [{ reportId, now: now() }],
    );
    show(viewOf(report));
    if (report.untold > 0 && !isOver(report)) await tell("formed");
    switch (report.state) {
      case "clear":
      case "acknowledged":
      case "superseded":
        return report.state;
      case "reminded":
        await news.ever();
        break;
      default:
        if (await news.before(report.remindAt, "Ждем подтверждения")) break;
        await tell("reminder");
        await facts.noteReportReminded.executeWithOptions(
          { summary: "Отмечаем: не подтвердили вовремя" },
          [{ reportId, now: now() }],
        );
    }
  }

  async function tell(step: "formed" | "reminder"): Promise<void> {
    await tellOrGiveUp({
      summary: step === "formed" ? "Письмо об отчете" : "Письмо: отчет не подтвержден",
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfReport.executeWithOptions(options, [{ reportId, step, now: now() }]),
      giveUp: (options) =>
        facts.giveUpTellingOfReport.executeWithOptions(options, [{ reportId, step, now: now() }]),
    });
  }
}

function isOver({ state }: ReportStands): boolean {
  return state === "acknowledged" || state === "superseded";
}

const STAGES: Record<ReportStands["state"], string> = {
  requested: "Формируется",
  clear: "Долгов нет",
  waiting: "Ждет подтверждения",
  reminded: "Не подтвержден",
  superseded: "Сменился новым",
  acknowledged: "Подтвержден",
};

function viewOf(report: ReportStands): View {
  const { state, employerId, owedKopecks, remindAt } = report;
  return {
    stage: STAGES[state],
    dueAt: state === "waiting" ? remindAt : null,
    employerId,
    amountKopecks: owedKopecks,
    details: detailsOf(report),
  };
}

function detailsOf({ state, formedOn, debts, owedKopecks }: ReportStands): string {
  const on = `На ${formedOn}`;
  if (state === "clear") return `${on} долгов нет.`;
  const sum = formatRoubles(owedKopecks as Kopecks);
  const owed = `${on}: ${counted(debts, ["долг", "долга", "долгов"])} на ${sum}`;
  switch (state) {
    case "acknowledged":
      return `${owed}. Работодатель подтвердил получение.`;
    case "superseded":
      return `${owed}. Не подтвержден, есть отчет следующего месяца.`;
    case "reminded":
      return `${owed}. **Не подтвержден в срок**, напомнили. Ждем подтверждения или следующего отчета.`;
    default:
      return `${owed}. Ждем, когда работодатель подтвердит получение; не подтвердит — напомним.`;
  }
}
