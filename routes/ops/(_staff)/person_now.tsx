import type { ComponentChildren } from "preact";
import { staffStory } from "../../../components/case/staff_story.ts";
import type { ComingEvent } from "../../../components/page/timeline.tsx";
import { calendarOf } from "../../../domain/calendar.ts";
import { isCalledOff } from "../../../domain/franchise.ts";
import { type LocalDate, localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { REFUND_TRANSITIONS } from "../../../domain/refund.ts";
import { dayAndYear, numbered, shortDate } from "../../../domain/russian.ts";
import { serviceToday } from "../../../domain/service_today.ts";
import { isFinal } from "../../../domain/transitions.ts";
import type { StaffState } from "../../../state.ts";
import { decisionWords, isOpen } from "./decision_words.ts";
import { mayLook } from "./staff_access.ts";

export type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readPerson"]>>>;
type Case = View["cases"][number];
type Policy = View["policies"][number];

/** «Сейчас»: what is awaited in each case, until when, what then and why, and what staff may do. */
export function PersonNow({ view, state }: { view: View; state: StaffState }) {
  const { person, policies, cases, notices } = view;
  const today = localDateOf(state.now, person.timeZone);
  const current = policies.filter((policy) => !isCalledOff(policy) && today <= policy.endsOn);
  const open = person.decisions.filter((decision) => isOpen(decision, state.now));
  const calls = notices.filter(({ channel, state }) => channel === "call" && state === "open");
  const pauses = latestPauses(view).filter(({ untilOn }) => untilOn !== null && untilOn >= today);
  const returning = person.payments.flatMap(({ refunds }) => refunds).filter(({ state }) =>
    !isFinal(REFUND_TRANSITIONS, state)
  );
  const free = person.freeKopecks > 0;
  const nothing =
    Number(free) + returning.length + current.length + cases.length + pauses.length + open.length +
        calls.length === 0;
  return (
    <section class="sheet" aria-labelledby="now">
      <h2 id="now">Сейчас</h2>
      {nothing && <p>Ничего не&nbsp;ждем: действующих полисов и&nbsp;долгов нет.</p>}
      <ul class="records">
        {open.map((decision) => (
          <li class="record" key={`decision ${decision.id}`}>
            <Awaited
              title="Ждем второго сотрудника"
              detail={
                <a href={`/ops/decisions/${decision.id}`}>{decisionWords(decision, state.now)}</a>
              }
            />
          </li>
        ))}
        {free && (
          <li class="record">
            <Awaited
              title={`Лишних денег ${formatRoubles(person.freeKopecks)}`}
              detail={"Пришли сверх долга или остались после исправления: вторые зачтутся " +
                "в\u00a0новый счет"}
            >
              {mayLook(state.owner, "/ops/decisions/refund") && (
                <p class="links">
                  <a href={`/ops/decisions/refund?person=${person.id}`}>Вернуть деньги</a>
                </p>
              )}
            </Awaited>
          </li>
        )}
        {returning.map((refund) => (
          <li class="record" key={`refund ${refund.id}`}>
            <Awaited
              title={`Возвращаем ${formatRoubles(refund.amountKopecks)}`}
              detail={refund.state === "unknown"
                ? <a href="/ops/payments">Решают сотрудники: ответ банка неизвестен</a>
                : "Ждем ответа банка"}
            />
          </li>
        ))}
        {calls.map((call) => (
          <li class="record" key={`call ${call.id}`}>
            <Awaited
              title="Ждем звонка контакт-центра"
              detail={
                <a href={`/ops/calls/${call.id}`}>
                  Позвонить{call.invoiceId !== null && ` о\u00a0счете ${numbered(call.invoiceId)}`}
                </a>
              }
            />
          </li>
        ))}
        {pauses.map((pause) => (
          <li class="record" key={`pause ${pause.id}`}>
            <Awaited
              title={`Напоминания остановлены по\u00a0${dayAndYear(pause.untilOn!, today)}`}
              detail={
                <a href={`/ops/decisions/${pause.id}`}>
                  {pause.invoiceId === null
                    ? "Обо\u00a0всех счетах"
                    : `О\u00a0счете ${numbered(pause.invoiceId)}`}
                  , решил {pause.proposedBy}
                </a>
              }
            />
          </li>
        ))}
        {cases.map((invoice) => (
          <li class="record" key={`invoice ${invoice.id}`}>
            <CaseNow invoice={invoice} state={state} />
          </li>
        ))}
        {current.map((policy) => (
          <li class="record" key={`policy ${policy.id}`}>
            <PolicyNow policy={policy} personId={person.id} today={today} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The newest pause of each subject: it takes the place of those before it. */
function latestPauses({ person: { decisions } }: View): View["person"]["decisions"] {
  const pauses = decisions.filter(({ kind }) => kind === "pause");
  return pauses.filter(({ invoiceId }, index) =>
    pauses.findIndex((pause) => pause.invoiceId === invoiceId) === index
  );
}

interface AwaitedProps {
  title: ComponentChildren;
  detail: ComponentChildren;
  children?: ComponentChildren;
}

function Awaited({ title, detail, children }: AwaitedProps) {
  return (
    <>
      <p>
        <b>{title}</b>
      </p>
      <p>{detail}</p>
      {children}
    </>
  );
}

function CaseNow({ invoice, state }: { invoice: Case; state: StaffState }) {
  const today = localDateOf(state.now, invoice.timeZone);
  const calendar = calendarOf(invoice.calendar, invoice.region);
  const { now, next } = staffStory(invoice, { calendar, today, now: state.now });
  const [first] = next;
  const late = next.find(({ tone, on }) => tone === "late" && on !== first?.on);
  return (
    <Awaited
      title={
        <>
          <a href={`/ops/cases/${invoice.id}`}>Счет {numbered(invoice.id)}</a>: {now?.title}
        </>
      }
      detail={now?.detail}
    >
      {first && <Coming step={first} today={today} />}
      {late && first !== late && <Coming step={late} today={today} />}
      {mayLook(state.owner, "/ops/decisions/forgive") && <Actions invoice={invoice} />}
    </Awaited>
  );
}

/** «Дальше 22 мая, пт: Напомним: СМС. Если счет еще не оплачен …» */
function Coming({ step: { on, title, why }, today }: { step: ComingEvent; today: LocalDate }) {
  return (
    <p class="muted">
      <span class="nb">{shortDate(on, { today })}</span>: {title}. {why}
    </p>
  );
}

function Actions({ invoice: { id, defaultedAt, attemptId, history } }: { invoice: Case }) {
  const inEmergency = defaultedAt !== null && history.spells.some(({ until }) => until === null);
  return (
    <p class="links">
      <a href={`/ops/decisions/pause?invoice=${id}`}>Приостановить напоминания</a>
      {defaultedAt === null && <a href={`/ops/decisions/postpone?invoice=${id}`}>Перенести срок</a>}
      {attemptId === null && <a href={`/ops/decisions/forgive?invoice=${id}`}>Списать долг</a>}
      {inEmergency && <a href={`/ops/decisions/return?invoice=${id}`}>Вернуть программу</a>}
    </p>
  );
}

interface PolicyNowProps {
  policy: Policy;
  personId: number;
  today: LocalDate;
}

function PolicyNow({ policy, personId, today }: PolicyNowProps) {
  const whose = policy.personId === personId ? "" : `, ${fullName(policy)}`;
  return (
    <Awaited
      title={`Полис ${policy.number}${whose}`}
      detail={policySentence(policy, today)}
    />
  );
}

function policySentence(policy: Policy, today: LocalDate): string {
  const { startsOn, endsOn, activeFrom, emergencySpells, consentGaps } = policy;
  const service = serviceToday({
    activeFrom,
    policyStartsOn: startsOn,
    policyEndsOn: endsOn,
    emergencySpells,
    consentGaps,
  }, today);
  const day = (date: LocalDate) => dayAndYear(date, today).replaceAll(" ", "\u00a0");
  switch (service.kind) {
    case "open":
      return `Групповая программа действует до\u00a0${day(service.until)} включительно`;
    case "emergency":
      return service.until === null
        ? `Только экстренная помощь с\u00a0${day(service.since)}: ждем оплату всего просроченного`
        : `Только экстренная помощь; групповая программа вернется ${day(service.until)}`;
    case "opens":
      return `Обслуживание откроется ${day(service.on)}`;
    case "not_activated":
      return "Не\u00a0активирован: ждем согласия на\u00a0франшизу";
    case "called_off":
      return "Отменен до\u00a0начала: в\u00a0полном списке человека нет";
    case "ended":
    case "withdrawn":
      return `Обслуживание закончилось ${day(service.endedOn)}`;
  }
}
