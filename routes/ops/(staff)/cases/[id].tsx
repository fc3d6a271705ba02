import { HttpError } from "fresh";
import { invoiceStatus } from "../../../../components/invoice/invoice_facts.ts";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Sum } from "../../../../components/page/money.tsx";
import {
  hasDelay,
  penaltyBy,
  PenaltyTable,
} from "../../../../components/invoice/penalty_lines.tsx";
import { withEmployer } from "../../../../components/employer/employer_story.ts";
import { staffStory } from "../../../../components/case/staff_story.ts";
import { InvoiceStatus } from "../../../../components/page/status.tsx";
import { Timeline } from "../../../../components/page/timeline.tsx";
import { calendarOf } from "../../../../domain/calendar.ts";
import { type LocalDate, localDateOf } from "../../../../domain/local_date.ts";
import { kopecks } from "../../../../domain/money.ts";
import type { Penalty } from "../../../../domain/penalty.ts";
import { fullName } from "../../../../domain/person_name.ts";
import {
  counted,
  dayAndYear,
  formatDateTime,
  formatRate,
  numbered,
  shortDate,
} from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { CaseCorrections, CaseLines } from "../../(_staff)/case_lines.tsx";
import { maySeeServices } from "../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";
import { WorkflowLink } from "../../(_staff)/workflow_link.tsx";

type Case = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readCase"]>>>;

/** Staff read the course of a case: more of it stands open than for the person. */
const SHOWN_PAST = 8;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state } = ctx;
    const invoiceId = pathNumber(ctx.params["id"]);
    const record = invoiceId === null
      ? null
      : await state.useCases.readCase({ invoiceId, actor: actorOf(state) });
    if (record === null) throw new HttpError(404);
    return { data: record };
  },
});

export default defineOps.page<typeof handler>(function CasePage({ data: invoice, state }) {
  const today = localDateOf(state.now, invoice.timeZone);
  const calendar = calendarOf(invoice.calendar, invoice.region);
  const penalty = penaltyBy(invoice, today);
  const title = `Счет ${numbered(invoice.id)}`;
  return (
    <OpsFrame state={state} title={title} current="/ops/cases">
      <BackLink href={`/ops/people/${invoice.payer.id}`}>{fullName(invoice.payer)}</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        <div class="case-page">
          <div class="sheet">
            <Timeline
              {...withEmployer(staffStory(invoice, { calendar, today, now: state.now }), invoice)}
              shownPast={SHOWN_PAST}
            />
          </div>
          <div class="stack">
            <section class="sheet" aria-labelledby="figures">
              <h2 id="figures">Счет и&nbsp;люди</h2>
              <p>
                <InvoiceStatus {...invoiceStatus(invoice, calendar, today)} />
              </p>
              <Figures invoice={invoice} today={today} />
            </section>
            {hasDelay(penalty) && (
              <PenaltySheet penalty={penalty} invoice={invoice} today={today} />
            )}
            <section class="sheet" aria-labelledby="workflows">
              <h2 id="workflows">Ход дела в&nbsp;Temporal</h2>
              <ul class="plain-list">
                {workflowsOf(invoice).map((workflowId) => (
                  <li key={workflowId}>
                    <WorkflowLink state={state} workflowId={workflowId} />
                  </li>
                ))}
              </ul>
            </section>
          </div>
        </div>
        {maySeeServices(state.owner) && <CaseLines invoice={invoice} today={today} />}
        <CaseCorrections invoice={invoice} />
      </div>
    </OpsFrame>
  );
});

function Figures({ invoice, today }: { invoice: Case; today: LocalDate }) {
  const { payer, insured, history, timeZone, dueOn, lineCount } = invoice;
  const moved = history.dueMoves[0];
  return (
    <dl class="facts">
      <dt>Сумма</dt>
      <dd>
        <Sum amount={invoice.totalKopecks} />, {counted(lineCount, ["услуга", "услуги", "услуг"])}
        {" "}
        по&nbsp;{dayAndYear(invoice.through, today)}
      </dd>
      <dt>Не оплачено</dt>
      <dd>
        <Sum amount={kopecks(Math.max(0, invoice.owedKopecks))} />
      </dd>
      <dt>Срок</dt>
      <dd>
        {shortDate(dueOn, { today })}
        {moved && `, обещали ${dayAndYear(moved.from, today)}`}
      </dd>
      <dt>Плательщик</dt>
      <dd>
        <a href={`/ops/people/${payer.id}`}>{fullName(payer)}</a>
      </dd>
      <dt>Застрахован</dt>
      <dd>
        {insured.id === payer.id
          ? "сам плательщик"
          : <a href={`/ops/people/${insured.id}`}>{fullName(insured)}</a>}
      </dd>
      <dt>Полис</dt>
      <dd>{invoice.policyNumber}, до&nbsp;{dayAndYear(history.policyEndsOn, today)}</dd>
      <dt>Работодатель</dt>
      <dd>{invoice.employer}</dd>
      <dt>Выставлен</dt>
      <dd>{formatDateTime(invoice.publishedAt, timeZone)}</dd>
      <dt>Календарь</dt>
      <dd>
        версия&nbsp;{invoice.calendarVersionId}: {invoice.calendarSource}
      </dd>
    </dl>
  );
}

interface PenaltySheetProps {
  penalty: Penalty;
  invoice: Case;
  today: LocalDate;
}

function PenaltySheet({ penalty, invoice, today }: PenaltySheetProps) {
  const { contractRateBp } = invoice.history;
  return (
    <section class="sheet" aria-labelledby="penalty">
      <h2 id="penalty">Проценты за&nbsp;просрочку</h2>
      <p>
        {contractRateBp === null
          ? "По ключевой ставке, статья 395 ГК"
          : `По договору с работодателем: ${formatRate(contractRateBp)} в год`}. Считаются
        с&nbsp;первого дня просрочки по&nbsp;день оплаты включительно.
      </p>
      <PenaltyTable penalty={penalty} today={today} />
    </section>
  );
}

/** Every workflow that carries the case, by its id. */
function workflowsOf({ id, franchiseId, history }: Case): string[] {
  return [
    `invoice/${id}`,
    `franchise/${franchiseId}`,
    ...(history.recovery === null ? [] : [`recovery/${id}`]),
    ...history.attempts.map((attempt) => `payment/${attempt.id}`),
  ];
}
