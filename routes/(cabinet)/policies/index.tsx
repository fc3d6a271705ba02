import { ActivationForm } from "../../../components/policy/activation_form.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { errorOf, ErrorSummary, titleWithErrors } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { Sum } from "../../../components/page/money.tsx";
import {
  forPerson,
  PersonSwitch,
  type SwitchPerson,
} from "../../../components/page/person_switch.tsx";
import { FranchiseExample, PolicyCard } from "../../../components/policy/policy_card.tsx";
import { policyStatus } from "../../../components/policy/policy_status.ts";
import { ServiceStart } from "../../../components/policy/service_start.tsx";
import { unbroken } from "../../../components/page/text.ts";
import { calendarOf } from "../../../domain/calendar.ts";
import { withdrawnGap } from "../../../domain/franchise.ts";
import { laterOf, type LocalDate } from "../../../domain/local_date.ts";
import { kopecks } from "../../../domain/money.ts";
import { fullName, shortName } from "../../../domain/person_name.ts";
import { mayActFor } from "../../../domain/representation.ts";
import { formatDate, numbered } from "../../../domain/russian.ts";
import { type ServiceToday, serviceToday } from "../../../domain/service_today.ts";
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
              <ServiceNotice policy={policy} today={today} shownId={shownId} />
              {policy.activeFrom && policy.consentedOn && policy.owedOverdueKopecks === 0 &&
                withdrawnGap(policy.consentGaps) === null &&
                ["open", "opens"].includes(serviceOf(policy, today).kind) && (
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

function serviceOf(policy: Policy, today: LocalDate): ServiceToday {
  const { startsOn, endsOn } = policy;
  return serviceToday({ ...policy, policyStartsOn: startsOn, policyEndsOn: endsOn }, today);
}

interface ServiceNoticeProps {
  policy: Policy;
  today: LocalDate;
  shownId: number | null;
}

/** What the emergency programme or an overdue debt means today, and what ends it. */
function ServiceNotice({ policy, today, shownId }: ServiceNoticeProps) {
  if (withdrawnGap(policy.consentGaps) !== null) return null;
  const service = serviceOf(policy, today);
  const overdueHref = forPerson("/invoices?show=overdue", shownId);
  const sum = <Sum amount={kopecks(policy.owedOverdueKopecks)} />;
  const overdue = policy.owedOverdueKopecks > 0 && (
    <>
      Просрочено {sum}. Оплатите <a href={overdueHref}>просроченные счета</a>
    </>
  );
  if (service.kind !== "emergency") {
    return overdue && (
      <Notice tone="late" title="Есть просроченные счета">
        <p>{overdue}.</p>
      </Notice>
    );
  }
  if (overdue && service.until === null) {
    return (
      <Notice tone="late" title="Сейчас по полису только экстренная помощь">
        <p>
          Просрочено{" "}
          {sum}. Когда всё просроченное оплачено, групповая программа возвращается
          со&nbsp;следующего рабочего дня. За&nbsp;экстренной помощью звоните на&nbsp;медпульт.
        </p>
        <p class="actions">
          <a class="button" href={overdueHref}>Просроченные счета</a>
        </p>
      </Notice>
    );
  }
  const back = service.until === null
    ? "со\u00a0следующего рабочего дня"
    : `с\u00a0${unbroken(formatDate(service.until))}`;
  return (
    <Notice tone="info" title={`Программа вернется ${back}`}>
      <p>
        До&nbsp;этого дня по&nbsp;полису только экстренная помощь: звоните на&nbsp;медпульт.
      </p>
      {overdue && <p>{overdue}.</p>}
    </Notice>
  );
}

/** The person is in the title too: open tabs are told apart. */
function titleFor(shown: SwitchPerson | null, owner: Insured): string {
  if (shown === null || shown.personId === owner.personId) return "Мои полисы";
  return `Полисы: ${shortName(shown)}`;
}
