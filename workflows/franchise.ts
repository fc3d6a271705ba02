import { continueAsNew, patched, workflowInfo } from "@temporalio/workflow";
import type { FranchiseStory } from "../activities/franchises.ts";
import { type Instant, type LocalDate, localDateOf } from "../domain/local_date.ts";
import { formatRoubles, type Kopecks } from "../domain/money.ts";
import { formatDate, numbered } from "../domain/russian.ts";
import { facts, gateways, NEWS_HOURS, tellOrGiveUp, waysOf } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { type View, viewer } from "./view.ts";

/**
 * A franchise's life: consent → its first working day → service, with the outcome of each invoice:
 * default brings the emergency programme, payment of the debt the group programme → the policy's end,
 * or the service's where the consent is withdrawn → its run-off, while registers may still come →
 * over, once nothing is owed.
 */
export async function franchise({ franchiseId }: WorkflowInputs["franchise"]): Promise<"over"> {
  const news = newsBy(SIGNALS.franchise);
  const show = viewer();

  while (true) {
    const story = await read();
    show(viewOf(franchiseId, story));
    if (isOver(story)) return "over";
    if (workflowInfo().continueAsNewSuggested) await continueAsNew({ franchiseId });
    await live(story);
  }

  async function read(): Promise<FranchiseStory> {
    news.clear();
    return await facts.readFranchise.executeWithOptions(
      { summary: "Читаем франшизу" },
      [{ franchiseId, now: now() }],
    );
  }

  /** Brings the story one step on, or waits for the next. */
  async function live(story: FranchiseStory): Promise<void> {
    if (!story.activated && !story.calledOff) return await open(story);
    if (story.inEmergency && story.overdueKopecks === 0) return await restore();
    if (story.untold !== null) return await tellOfReturn(story.untold);
    const { lookIn } = story;
    if (lookIn && hasCome(lookIn.at)) return await remindToLookIn(lookIn.on);
    const wait = nextWait(story);
    if (wait) await news.before(wait.at, wait.summary);
    else await news.ever();
  }

  async function open({ opensAt }: FranchiseStory): Promise<void> {
    if (await news.before(opensAt, "Первый день обслуживания")) return;
    await facts.recordActivation.executeWithOptions(
      { summary: "Открываем обслуживание" },
      [{ franchiseId, now: now() }],
    );
  }

  async function restore(): Promise<void> {
    await facts.restoreProgramme.executeWithOptions(
      { summary: "Долг оплачен: возвращаем программу" },
      [{ franchiseId, now: now() }],
    );
  }

  async function tellOfReturn(spellId: number): Promise<void> {
    if (patched("allChannelsAtOnce")) return await tellBy(["sms", "email"], spellId);
    await Promise.all([tellBy(["sms"], spellId), tellBy(["email"], spellId)]);
  }

  async function tellBy(channels: ("sms" | "email")[], spellId: number): Promise<void> {
    await tellOrGiveUp({
      summary: `Программа возвращается: ${waysOf(channels)}`,
      hours: NEWS_HOURS,
      tell: (options) =>
        gateways.tellOfReturn.executeWithOptions(options, [{ spellId, channels, now: now() }]),
      giveUp: (options) =>
        facts.giveUpTellingOfReturn.executeWithOptions(
          options,
          [{ spellId, channels, now: now() }],
        ),
    });
  }

  async function remindToLookIn(on: string): Promise<void> {
    await tellOrGiveUp({
      summary: "Напоминаем зайти в кабинет",
      hours: LOOK_IN_HOURS,
      tell: (options) =>
        gateways.tellToLookIn.executeWithOptions(options, [{ franchiseId, on, now: now() }]),
      giveUp: (options) =>
        facts.giveUpTellingToLookIn.executeWithOptions(options, [{ franchiseId, on, now: now() }]),
    });
  }
}

/** Other news waits behind this reminder, and the next one comes in a month anyway. */
const LOOK_IN_HOURS = 8;

/** Late wake-ups are judged by the instant that the workflow has reached. */
function isOver({ runOffEndsAt, openInvoices }: FranchiseStory): boolean {
  return hasCome(runOffEndsAt) && openInvoices === 0;
}

function hasCome(at: string): boolean {
  return Date.parse(at) <= Date.now();
}

/**
 * What is waited for. A look-in has no place among the dates that are shown, as a visit moves it;
 * nor has the day of return, on which nothing is done but to show it.
 */
function nextWait(story: FranchiseStory): Wait | null {
  const { lookIn, returnsAt } = story;
  const waits = [
    nextStep(story),
    lookIn && { at: lookIn.at, summary: "Проверим, заходили ли в кабинет" },
    returnsAt && { at: returnsAt, summary: "Первый день групповой программы" },
  ].filter((wait) => !!wait);
  return waits.reduce<Wait | null>(
    (first, wait) => first && first.at <= wait.at ? first : wait,
    null,
  );
}

interface Wait {
  at: string;
  summary: string;
}

/** A new consent's first day has no place among the dates either: service ends where it did. */
function nextStep(story: FranchiseStory): Wait | null {
  const { reopens } = story;
  if (reopens && !hasCome(reopens.at)) {
    return { at: reopens.at, summary: "Обслуживание откроется снова" };
  }
  return nextDate(story);
}

/** What the calendar brings next; null once only payments are awaited. */
function nextDate(story: FranchiseStory): Wait | null {
  const { policyEndsAt, runOffEndsAt, withdrawn } = story;
  if (!hasCome(policyEndsAt)) {
    return { at: policyEndsAt, summary: withdrawn ? "Конец обслуживания" : "Конец полиса" };
  }
  if (!hasCome(runOffEndsAt)) return { at: runOffEndsAt, summary: "Ждем последние реестры клиник" };
  return null;
}

function viewOf(franchiseId: number, story: FranchiseStory): View {
  const { employerId, owedKopecks, overdueKopecks } = story;
  return {
    stage: stageOf(story),
    dueAt: story.activated || story.calledOff ? nextDate(story)?.at ?? null : story.opensAt,
    employerId,
    franchiseId,
    amountKopecks: owedKopecks,
    overdue: overdueKopecks > 0,
    details: detailsOf(franchiseId, story),
  };
}

function stageOf(story: FranchiseStory): string {
  if (isOver(story)) return "Завершена";
  if (story.withdrawn && !hasCome(story.runOffEndsAt)) return "Согласие отозвано";
  if (story.calledOff) return "Полис отменен";
  if (!story.activated) return "Ждет первого дня";
  if (hasCome(story.runOffEndsAt)) return "Ждем оплату долга";
  if (hasCome(story.policyEndsAt)) return "После полиса";
  if (story.reopens) return "Ждет первого дня";
  if (story.inEmergency) return "Экстренная программа";
  return story.returnsOn ? "Программа возвращается" : "Действует";
}

function detailsOf(franchiseId: number, story: FranchiseStory): string {
  const title = `Франшиза ${numbered(franchiseId)}`;
  const day = (date: string) => `**${formatDate(date as LocalDate)}**`;
  const debt = formatRoubles(story.overdueKopecks as Kopecks);
  if (isOver(story)) {
    return story.withdrawn
      ? `${title} завершена: согласие отозвано, долгов нет.`
      : `${title} завершена: полис окончен, долгов нет.`;
  }
  if (story.withdrawn) return `${title}: ${withdrawnOf(story, story.withdrawn, day)}`;
  if (story.calledOff) {
    return `${title}: полис **отменен до начала**, в полном списке работодателя человека нет. ` +
      "Если его вернут, обслуживание откроется в обещанный день.";
  }
  if (!story.activated) {
    return `${title}: ждем первого дня, ${day(story.activeFrom)}. Тогда откроется обслуживание.`;
  }
  if (hasCome(story.runOffEndsAt)) {
    return `${title}: полис окончен, ждем оплату ${formatRoubles(story.owedKopecks as Kopecks)}. ` +
      "После оплаты дело закроется.";
  }
  if (hasCome(story.policyEndsAt)) {
    return `${title}: полис окончен ${day(story.policyEndsOn)}. Ждем последние реестры клиник; ` +
      "потом дело закроется, если долгов нет.";
  }
  if (story.reopens) {
    return `${title}: согласие дано снова, обслуживание откроется ${day(story.reopens.on)}.`;
  }
  if (story.inEmergency) {
    return `${title}: с ${day(story.emergencyFrom!)} **только экстренная помощь**. Ждем ${debt}; ` +
      `после оплаты программа вернется со следующего рабочего дня.${lookInOf(story)}`;
  }
  if (story.returnsOn) {
    const why = story.overdueKopecks > 0 ? `по решению, долг ${debt} остается` : "долг оплачен";
    return `${title}: ${why}, групповая программа вернется ${day(story.returnsOn)}.` +
      lookInOf(story);
  }
  return `${title} действует до ${day(story.policyEndsOn)}. Ждем счета и их оплату.` +
    lookInOf(story);
}

/** A withdrawn franchise: its last day, its run-off, its debts. */
function withdrawnOf(
  story: FranchiseStory,
  { served }: { served: boolean },
  day: (date: string) => string,
): string {
  const debt = story.openInvoices === 0
    ? "Неоплаченных счетов нет"
    : `Ждем оплату ${formatRoubles(story.owedKopecks as Kopecks)}`;
  if (hasCome(story.runOffEndsAt)) {
    return `согласие отозвано. ${debt}; после оплаты дело закроется.`;
  }
  if (!served) return `согласие отозвано до первого дня, обслуживание **не откроется**. ${debt}.`;
  return hasCome(story.policyEndsAt)
    ? `согласие отозвано, обслуживание закончилось ${day(story.policyEndsOn)}. ` +
      `Ждем последние реестры клиник. ${debt}.`
    : `согласие отозвано, последний день обслуживания ${day(story.policyEndsOn)}. ${debt}.`;
}

/** As of the last look at the rows: a visit sends no signal, and moves the day when it comes. */
function lookInOf({ lookIn, timeZone }: FranchiseStory): string {
  if (!lookIn) return "";
  const on = localDateOf(lookIn.at as Instant, timeZone);
  return ` Если до **${formatDate(on)}** не зайдут в кабинет, напомним.`;
}
