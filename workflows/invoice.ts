import { continueAsNew, workflowInfo } from "@temporalio/workflow";
import type { InvoiceAgenda, Step } from "../activities/invoices.ts";
import { type Instant, type LocalDate } from "../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { formatDate, formatDateTime, numbered } from "../domain/russian.ts";
import { bank, facts, gateways, NEWS_HOURS, tellOrGiveUp, unlessFailed, waysOf } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { type View, viewer } from "./view.ts";

/** A step later than this was overtaken by an outage: the rows are read again before it is told. */
const LATE_MS = 60 * 60 * 1000;

/**
 * The collection of one invoice: published → the person is told → reminders → paid, or the term
 * ends → default → the pre-trial term → recovery. Its rows say where it stands; it ends once they
 * say that nothing is owed, however late that is.
 */
export async function invoice({ invoiceId }: WorkflowInputs["invoice"]): Promise<"paid"> {
  const news = newsBy(SIGNALS.invoice);
  const show = viewer();

  while (true) {
    const agenda = await read();
    show(viewOf(invoiceId, agenda));
    if (agenda.state === "paid") {
      // Earlier credits may have paid it as it was published: that is news too.
      for (const step of agenda.steps) await tell(step);
      return "paid";
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew({ invoiceId });
    await follow(agenda);
  }

  async function read(): Promise<InvoiceAgenda> {
    news.clear();
    return await facts.readInvoice.executeWithOptions(
      { summary: "Читаем счет" },
      [{ invoiceId, now: now() }],
    );
  }

  /** Does what the agenda says, until it is done or something has changed. */
  async function follow(agenda: InvoiceAgenda): Promise<void> {
    const { steps, overtaken, state, decideAt, held, undecided, recoveryAt } = agenda;
    if (overtaken.length > 0) await skip(overtaken);
    for (const [index, step] of steps.entries()) {
      if (await news.before(step.at, timerOf(step))) return;
      if (Date.now() - Date.parse(step.at) > LATE_MS && step.name !== "accrual") return;
      await tell(step);
      show(viewOf(invoiceId, { ...agenda, steps: steps.slice(index + 1) }));
    }
    if (state === "recovery") return await news.ever();
    if (recoveryAt !== null) {
      if (await news.before(recoveryAt, "Досудебный срок")) return;
      return await handToRecovery();
    }
    const summary = held ? "Ждем решения банка по платежу" : "Срок оплаты: 30-й рабочий день";
    const ahead = Date.parse(decideAt) > Date.now();
    // Which payments are undecided is read when the time has come, and not days before.
    if (await news.before(decideAt, summary) || ahead) return;
    await askOnceMore(undecided);
    await decideDefault();
  }

  /** After an outage the bank may know of money that nobody has asked it for: hear it first. */
  async function askOnceMore(attemptIds: string[]): Promise<void> {
    for (const attemptId of attemptIds) {
      await unlessFailed(bank.askBank.executeWithOptions(
        { summary: "Спрашиваем банк перед просрочкой", scheduleToCloseTimeout: "2m" },
        [{ attemptId, now: now() }],
      ));
    }
  }

  async function tell(step: Step): Promise<void> {
    const told = { invoiceId, step: step.name, at: step.at, now: now() };
    if (step.channels.includes("call")) {
      await facts.openCall.executeWithOptions({ summary: summaryOf(step, "звонок") }, [told]);
    }
    const channels = step.channels.filter((channel) => channel !== "call");
    if (channels.length === 0) return;
    await tellOrGiveUp({
      summary: summaryOf(step, waysOf(channels)),
      hours: hoursFor(step),
      tell: (options) =>
        gateways.tellOfInvoice.executeWithOptions(options, [{ ...told, channels }]),
      giveUp: (options) =>
        facts.giveUpTelling.executeWithOptions(
          options,
          [{ invoiceId, step: step.name, channels, now: now() }],
        ),
    });
  }

  async function skip(steps: Step[]): Promise<void> {
    await facts.skipSteps.executeWithOptions(
      { summary: "Отмечаем пропущенные напоминания" },
      [{ invoiceId, steps, now: now() }],
    );
  }

  async function decideDefault(): Promise<void> {
    await facts.defaultInvoice.executeWithOptions(
      { summary: "Срок истек: проверяем оплату" },
      [{ invoiceId, now: now() }],
    );
  }

  async function handToRecovery(): Promise<void> {
    await facts.openRecovery.executeWithOptions(
      { summary: "Досудебный срок истек: открываем взыскание" },
      [{ invoiceId, now: now() }],
    );
  }
}

/** A reminder that comes after the next one is due has no use; other news may wait over a night. */
function hoursFor(step: Step): number {
  return step.name.startsWith("day") ? 8 : NEWS_HOURS;
}

function nameOf(step: Step): string {
  if (step.name === "accrual") return "Сообщение о счете";
  if (step.name === "default") return "Сообщение о просрочке";
  if (step.name.startsWith("moved")) return "Сообщение о новом сроке";
  return `Напоминание, ${step.name.slice("day".length)}-й рабочий день`;
}

function timerOf(step: Step): string {
  return `Ждем: ${nameOf(step).toLowerCase()}`;
}

function summaryOf(step: Step, how: string): string {
  return `${nameOf(step)}: ${how}`;
}

function viewOf(invoiceId: number, agenda: InvoiceAgenda): View {
  const { employerId, franchiseId, owedKopecks, state } = agenda;
  return {
    stage: stageOf(agenda),
    dueAt: state === "to_pay" ? agenda.decideAt : agenda.recoveryAt,
    employerId,
    franchiseId,
    amountKopecks: Math.max(0, owedKopecks),
    overdue: state === "defaulted" || state === "recovery",
    details: detailsOf(invoiceId, agenda),
  };
}

function stageOf({ state, held }: InvoiceAgenda): string {
  if (state === "paid") return "Закрыт";
  if (state === "defaulted") return "Просрочен";
  if (state === "recovery") return "Взыскание";
  return held ? "Платеж проверяется" : "Ждем оплату";
}

function detailsOf(invoiceId: number, agenda: InvoiceAgenda): string {
  const { owedKopecks, state, dueOn, timeZone, decideAt, held, steps, recoveryAt } = agenda;
  const title = `Счет ${numbered(invoiceId)}`;
  if (state === "paid") return `${title} **закрыт**: платить больше нечего.`;
  const owed = formatRoubles(owedKopecks as Kopecks);
  const at = (instant: string) => formatDateTime(instant as Instant, timeZone);
  if (state === "recovery") {
    return `${title} **во взыскании**: ждем ${owed}. После оплаты всего долга групповая программа ` +
      "вернется со следующего рабочего дня.";
  }
  if (state === "defaulted") {
    return `${title} **просрочен**: ждем ${owed}. После оплаты всего долга групповая программа ` +
      "вернется со следующего рабочего дня. " +
      (recoveryAt ? `Если не оплатить до **${at(recoveryAt)}**, откроем взыскание.` : "");
  }
  const next = steps[0];
  const then = next ? ` Дальше: ${nameOf(next).toLowerCase()}, ${at(next.at)}.` : "";
  if (held) {
    return `${title}: срок истек, но платеж создан до срока. Ждем решения банка до ` +
      `**${at(decideAt)}**; если денег нет — просрочка.`;
  }
  return `${title}: ждем ${owed} до конца дня **${formatDate(dueOn as LocalDate)}**.${then} ` +
    "Если не оплатить — экстренная программа.";
}
