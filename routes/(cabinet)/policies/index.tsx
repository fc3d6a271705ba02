import { ActivationForm } from "../../../components/activation_form.tsx";
import { Empty } from "../../../components/empty.tsx";
import { errorOf, ErrorSummary, titleWithErrors } from "../../../components/form.tsx";
import { Notice } from "../../../components/notice.tsx";
import { Sum } from "../../../components/money.tsx";
import { FranchiseExample, PolicyCard } from "../../../components/policy_card.tsx";
import { policyStatus } from "../../../components/policy_status.ts";
import { ServiceStart } from "../../../components/service_start.tsx";
import { withdrawnGap } from "../../../domain/franchise.ts";
import { kopecks } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { numbered } from "../../../domain/russian.ts";
import { defineInsured } from "../../../state.ts";
import { awaitsConsent, loadPolicies } from "../../(_frame)/policies_data.ts";
import { Frame } from "../../(_frame)/frame.tsx";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    return { data: await loadPolicies(ctx.state, { errors: [] }) };
  },
});

export default defineInsured.page<typeof handler>(function Policies({ data, state, url }) {
  const { policies, terms, errors, calendar } = data;
  const { today, owner } = state;
  const waiting = policies.filter((policy) => policy.franchiseId === null);
  const inOrder = [...waiting, ...policies.filter((policy) => policy.franchiseId !== null)];
  const activated = url.searchParams.get("activated");
  return (
    <Frame state={state} title={titleWithErrors("Мои полисы", errors)} active="policies">
      <h1>Мои полисы</h1>
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
                    <a href="/invoices">просроченные счета</a>: групповая программа вернется
                    со&nbsp;следующего рабочего дня. За&nbsp;экстренной помощью звоните
                    на&nbsp;медпульт.
                  </p>
                </Notice>
              )}
              {policy.activeFrom && policy.consentedOn && policy.owedOverdueKopecks === 0 &&
                withdrawnGap(policy.consentGaps) === null && (
                <ServiceStart
                  activeFrom={policy.activeFrom}
                  consentedOn={policy.consentedOn}
                  region={policy.region}
                  calendar={calendar}
                  today={today}
                  fresh={activated === String(policy.id)}
                />
              )}
              {terms && awaitsConsent(policy, today) && (
                <ActivationForm
                  policyId={policy.id}
                  policyNumber={numbered(policy.number)}
                  terms={terms}
                  csrf={state.csrfToken}
                  error={errorOf(errors, `consent-${policy.id}`)}
                />
              )}
              <a class="link" href={`/policies/${policy.id}`}>
                Что было и&nbsp;что будет<span class="vh">, полис {numbered(policy.number)}</span>
              </a>
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
