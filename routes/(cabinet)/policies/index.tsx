import { ActivationForm } from "../../../components/activation_form.tsx";
import { Empty } from "../../../components/empty.tsx";
import { errorOf, ErrorSummary, titleWithErrors } from "../../../components/form.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Sum } from "../../../components/money.tsx";
import { forPerson, PersonSwitch, type SwitchPerson } from "../../../components/person_switch.tsx";
import { FranchiseExample, PolicyCard } from "../../../components/policy_card.tsx";
import { policyStatus } from "../../../components/policy_status.ts";
import { ServiceStart } from "../../../components/service_start.tsx";
import { calendarOf } from "../../../domain/calendar.ts";
import { withdrawnGap } from "../../../domain/franchise.ts";
import { laterOf } from "../../../domain/local_date.ts";
import { kopecks } from "../../../domain/money.ts";
import { fullName, shortName } from "../../../domain/person_name.ts";
import { mayActFor } from "../../../domain/representation.ts";
import { numbered } from "../../../domain/russian.ts";
import { nextWorkingDay } from "../../../domain/working_days.ts";
import { defineInsured, type Insured } from "../../../state.ts";
import { awaitsConsent, loadPolicies } from "../../(_frame)/policies_data.ts";
import { Frame } from "../../(_frame)/frame.tsx";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    return { data: await loadPolicies(ctx.state, { url: ctx.url, errors: [] }) };
  },
});

export default defineInsured.page<typeof handler>(function Policies({ data, state, url }) {
  const { policies, terms, errors, calendar, shown } = data;
  const { today, owner } = state;
  const shownId = shown?.personId ?? null;
  const waiting = policies.filter((policy) => policy.franchiseId === null);
  const inOrder = [...waiting, ...policies.filter((policy) => policy.franchiseId !== null)];
  const activated = url.searchParams.get("activated");
  const opensOn = ({ region, startsOn }: Policy) =>
    laterOf(nextWorkingDay(calendarOf(calendar, region), today).date, startsOn);
  return (
    <Frame
      state={state}
      title={titleWithErrors(titleFor(shown, owner), errors)}
      active="policies"
      shown={shown}
    >
      <h1>{titleFor(shown, owner)}</h1>
      <PersonSwitch
        path="/policies"
        ownerId={owner.personId}
        people={owner.represented}
        shownId={shownId}
      />
      <div class="columns">
        <div class="stack">
          <ErrorSummary errors={errors} />
          {url.searchParams.has("welcome") && (
            <Notice tone="done" role="status" title="Регистрация закончена">
              <p>Теперь активируйте франшизу — до первого визита в&nbsp;клинику.</p>
            </Notice>
          )}
          {policies.length === 0 && (
            <Empty title="Полисов пока нет">Их передает работодатель.</Empty>
          )}
          {inOrder.map((policy) => (
            <PolicyCard
              key={policy.id}
              policyId={policy.id}
              shownId={shownId}
              number={policy.number}
              programme={policy.programme}
              personName={policy.personId === owner.personId
                ? `${fullName(policy)} (вы)`
                : fullName(policy)}
              startsOn={policy.startsOn}
              endsOn={policy.endsOn}
              status={policyStatus(policy, today)}
              today={today}
            >
              {policy.owedOverdueKopecks > 0 && withdrawnGap(policy.consentGaps) === null && (
                <Notice tone="late" title="Сейчас по полису только экстренная помощь">
                  <p>
                    Просрочено <Sum amount={kopecks(policy.owedOverdueKopecks)} />. Оплатите{" "}
                    <a href={forPerson("/invoices", shownId)}>просроченные счета</a>: групповая
                    программа вернется со&nbsp;следующего рабочего дня. За&nbsp;экстренной помощью
                    звоните на&nbsp;медпульт.
                  </p>
                </Notice>
              )}
              {policy.activeFrom && policy.consentedOn && policy.owedOverdueKopecks === 0 &&
                policy.endsOn >= today && withdrawnGap(policy.consentGaps) === null && (
                <ServiceStart
                  activeFrom={policy.activeFrom}
                  consentedOn={policy.consentedOn}
                  region={policy.region}
                  calendar={calendar}
                  today={today}
                  fresh={activated === String(policy.id)}
                />
              )}
              {terms && awaitsConsent(policy, today) && mayActFor(owner.personId, policy, today) &&
                (
                  <ActivationForm
                    policyId={policy.id}
                    policyNumber={numbered(policy.number)}
                    onBehalf={policy.personId === owner.personId ? null : { representative: owner }}
                    insured={policy}
                    rate={policy.franchiseRateBp}
                    opensOn={opensOn(policy)}
                    shownId={shownId}
                    terms={terms}
                    csrf={state.csrfToken}
                    error={errorOf(errors, `consent-${policy.id}`)}
                  />
                )}
              {awaitsConsent(policy, today) && !mayActFor(owner.personId, policy, today) && (
                <p>Согласие по&nbsp;этому полису дает ваш законный представитель.</p>
              )}
            </PolicyCard>
          ))}
        </div>
        <aside class="sheet">
          <FranchiseExample rate={policies[0]?.franchiseRateBp ?? 2000} />
        </aside>
      </div>
    </Frame>
  );
});

type Policy = Awaited<ReturnType<typeof loadPolicies>>["policies"][number];

/** The person is in the title too: open tabs are told apart. */
function titleFor(shown: SwitchPerson | null, owner: Insured): string {
  if (shown === null || shown.personId === owner.personId) return "Мои полисы";
  return `Полисы: ${shortName(shown)}`;
}
