import { HttpError } from "fresh";
import { Empty } from "../../../../components/page/empty.tsx";
import { franchiseStory, overdueOf } from "../../../../components/policy/franchise_story.ts";
import { HelpPhone } from "../../../../components/page/help_phone.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { forPerson } from "../../../../components/page/person_switch.tsx";
import { PolicyLinks } from "../../../../components/policy/policy_card.tsx";
import { PolicyInvoices } from "../../../../components/policy/policy_invoices.tsx";
import { policyStatus } from "../../../../components/policy/policy_status.ts";
import { policyTerm } from "../../../../components/policy/policy_term.ts";
import { PolicyStatus } from "../../../../components/page/status.tsx";
import { Timeline } from "../../../../components/page/timeline.tsx";
import { calendarOf } from "../../../../domain/calendar.ts";
import { runOffEndsOn, withdrawnGap } from "../../../../domain/franchise.ts";
import type { LocalDate } from "../../../../domain/local_date.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { mayActFor } from "../../../../domain/representation.ts";
import { dayAndYear, formatRate, numbered } from "../../../../domain/russian.ts";
import { defineInsured, type InsuredState } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";
import { shownPerson } from "../../../(_frame)/shown_person.ts";

type Opened = NonNullable<Awaited<ReturnType<InsuredState["useCases"]["openPolicy"]>>>;
type Policy = Opened["policy"];

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const policyId = Number(ctx.params["id"]);
    const shown = shownPerson(ctx.url, owner);
    const opened = Number.isSafeInteger(policyId)
      ? await useCases.openPolicy({ policyId, viewer: owner, ip })
      : null;
    if (opened === null) throw new HttpError(404);
    if (shown !== null && shown.personId !== opened.policy.personId) throw new HttpError(404);
    return { data: { ...opened, shown } };
  },
});

export default defineInsured.page<typeof handler>(function PolicyPage({ data, state }) {
  const { policy, calendar, shown } = data;
  const { today, now, owner, site } = state;
  const shownId = shown?.personId ?? null;
  const number = numbered(policy.number);
  const telling = { calendar: calendarOf(calendar, policy.region), today, now };
  const status = policyStatus(
    { ...policy, activeFrom: policy.franchise?.activeFrom ?? null },
    today,
  );
  const overdue = overdueOf(policy, today) > 0;
  return (
    <Frame state={state} title={`Полис ${number}`} active="policies" shown={shown}>
      <BackLink href={forPerson("/policies", shownId)}>Мои полисы</BackLink>
      <div class="columns">
        <article class="sheet">
          <header class="policy-head">
            <h1>
              Полис ДМС <span class="nb">{number}</span>
            </h1>
            <PolicyStatus {...status} />
          </header>
          <PolicyFacts policy={policy} today={today} ownerId={owner.personId} />
          <PolicyLinks
            policyId={policy.id}
            shownId={shownId}
            number={policy.number}
            status={status}
            from="story"
          />
          {status.kind === "not_activated" && today <= policy.endsOn &&
            mayActFor(owner.personId, policy, today) && (
            <div class="actions">
              <a class="button" href={forPerson("/policies", shownId)}>Активировать франшизу</a>
            </div>
          )}
          <PayOverdue
            policy={policy}
            today={today}
            viewerId={owner.personId}
            shownId={shownId}
          />
          {overdue && <HelpPhone phone={site.deskPhone} when="after_term" />}
          <section class="section" aria-labelledby="policy-invoices">
            <h2 id="policy-invoices">Счета по&nbsp;полису</h2>
            {policy.invoices.length === 0
              ? (
                <Empty title="Счетов не было">
                  {runOffEndsOn(policy.endsOn) < today
                    ? "И\u00a0уже не\u00a0будет: полис закончился больше полугода назад."
                    : "Появится первый — пришлем СМС."}
                </Empty>
              )
              : (
                <PolicyInvoices
                  invoices={policy.invoices}
                  calendar={calendar}
                  today={today}
                  viewerId={owner.personId}
                  shownId={shownId}
                />
              )}
          </section>
        </article>
        <aside class="sheet sheet-aside">
          <Timeline {...franchiseStory(policy, { ...telling, viewerId: owner.personId })} />
        </aside>
      </div>
    </Frame>
  );
});

interface PayOverdueProps {
  policy: Policy;
  today: LocalDate;
  viewerId: number;
  shownId: number | null;
}

/** Leads to the payment of what the viewer owes overdue: it brings the group programme back. */
function PayOverdue({ policy, today, viewerId, shownId }: PayOverdueProps) {
  const payable = policy.invoices.filter((invoice) =>
    invoice.payerId === viewerId && invoice.attemptId === null
  );
  const debt = overdueOf({ ...policy, invoices: payable }, today);
  if (debt === 0) return null;
  const query = payable
    .filter((invoice) => invoice.owedKopecks > 0 && today > invoice.dueOn)
    .map((invoice) => `invoice=${invoice.id}`);
  return (
    <div class="actions">
      <a class="button" href={forPerson(`/invoices/pay?${query.join("&")}`, shownId)}>
        Оплатить просроченное, {formatRoubles(debt)}
      </a>
    </div>
  );
}

interface PolicyFactsProps {
  policy: Policy;
  today: LocalDate;
  ownerId: number;
}

function PolicyFacts({ policy, today, ownerId }: PolicyFactsProps) {
  const { franchise, endsOn } = policy;
  return (
    <dl class="facts">
      <dt>Застрахован</dt>
      <dd>{fullName(policy)}{policy.personId === ownerId && " (вы)"}</dd>
      <dt>Работодатель</dt>
      <dd>{policy.employer}</dd>
      <dt>Программа</dt>
      <dd>{policy.programme}</dd>
      <dt>Срок</dt>
      <dd>
        {policyTerm(policy, today)}
      </dd>
      <dt>Франшиза</dt>
      <dd>
        {formatRate(policy.franchiseRateBp)}: эту долю цены услуг платите вы{franchise &&
          endsOn >= today && withdrawnGap(policy.consentGaps) === null && (
          <>
            , обслуживание {franchise.activeFrom <= today ? "открыто" : "откроется"}{" "}
            с&nbsp;{dayAndYear(franchise.activeFrom, today)}
          </>
        )}
      </dd>
    </dl>
  );
}
