import { HttpError } from "fresh";
import { BackLink } from "../../../../components/page/layout.tsx";
import { forPerson } from "../../../../components/page/person_switch.tsx";
import { PolicyLinks } from "../../../../components/policy/policy_card.tsx";
import { policyStatus } from "../../../../components/policy/policy_status.ts";
import { PolicyToShow } from "../../../../components/policy/policy_to_show.tsx";
import { type ServiceWords, serviceWords } from "../../../../components/policy/service_words.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { numbered } from "../../../../domain/russian.ts";
import { type ServiceToday, serviceToday } from "../../../../domain/service_today.ts";
import { defineInsured } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";
import { policyLook, shownOf } from "../../../(_frame)/opened_policy.ts";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const look = policyLook(ctx.state, ctx.params["id"]);
    const policy = await ctx.state.useCases.openPolicyCard(look);
    if (policy === null) throw new HttpError(404);
    const { url, state } = ctx;
    return { data: { policy, shown: shownOf(policy, { url, owner: state.owner }) } };
  },
});

export default defineInsured.page<typeof handler>(function PolicyCardPage({ data, state }) {
  const { policy, shown } = data;
  const shownId = shown?.personId ?? null;
  const { today, site, owner } = state;
  const dates = { ...policy, policyStartsOn: policy.startsOn, policyEndsOn: policy.endsOn };
  const service = serviceToday(dates, today);
  const words = serviceWords(service, today);
  return (
    <Frame
      state={state}
      title={`Карта полиса ${numbered(policy.number)}`}
      active="policies"
      shown={shown}
    >
      <BackLink href={forPerson("/policies", shownId)}>Мои полисы</BackLink>
      <div class="columns">
        <PolicyToShow
          insurer={site.insurerName}
          number={policy.number}
          personName={fullName(policy)}
          birthDate={policy.birthDate}
          startsOn={policy.startsOn}
          endsOn={policy.endsOn}
          programme={policy.programme}
          franchiseRateBp={policy.franchiseRateBp}
          service={words}
          deskPhone={site.deskPhone}
          today={today}
        />
        <aside class="sheet sheet-aside screen-only" aria-labelledby="showing">
          <h2 id="showing">{words.standing === "open" ? "На приеме" : "Что делать"}</h2>
          <WhatToDo
            service={service}
            standing={words.standing}
            own={policy.personId === owner.personId}
            shownId={shownId}
          />
          <PolicyLinks
            policyId={policy.id}
            shownId={shownId}
            number={policy.number}
            status={policyStatus(policy, today)}
            from="card"
          />
        </aside>
      </div>
    </Frame>
  );
});

interface WhatToDoProps {
  service: ServiceToday;
  standing: ServiceWords["standing"];
  /** Whether it is the viewer's policy: a child has a birth certificate. */
  own: boolean;
  shownId: number | null;
}

function WhatToDo({ service, standing, own, shownId }: WhatToDoProps) {
  if (standing === "open") {
    return (
      <>
        <p>
          Покажите карту в&nbsp;регистратуре вместе с&nbsp;паспортом
          {own ? "." : " или свидетельством о\u00a0рождении."}
        </p>
        <p>Если регистратура сомневается, пусть позвонит на&nbsp;медпульт.</p>
        <p>Для бумаги напечатайте эту страницу: на&nbsp;листе останется только карта.</p>
      </>
    );
  }
  return (
    <>
      <p>{TO_DO[service.kind as keyof typeof TO_DO]}</p>
      {(service.kind === "not_activated" || service.kind === "withdrawn") && (
        <div class="actions">
          <a class="button" href={forPerson("/policies", shownId)}>Активировать франшизу</a>
        </div>
      )}
      {service.kind === "emergency" && service.until === null && (
        <div class="actions">
          <a class="button" href={forPerson("/invoices?show=overdue", shownId)}>
            Просроченные счета
          </a>
        </div>
      )}
      <p>
        Нужна срочная помощь: звоните на&nbsp;медпульт, при угрозе жизни&nbsp;— 103 или&nbsp;112.
      </p>
    </>
  );
}

const TO_DO: Record<Exclude<ServiceToday["kind"], "open">, string> = {
  emergency:
    "За экстренной помощью звоните на\u00a0медпульт: он направит бригаду или назовет больницу. Плановые приемы вернутся на\u00a0следующий рабочий день после оплаты просроченных счетов.",
  opens: "Запишитесь на\u00a0этот день или позже. До\u00a0него клиника попросит полную цену.",
  not_activated:
    "Дайте согласие на\u00a0франшизу: обслуживание откроется на\u00a0следующий рабочий день.",
  called_off:
    "Работодатель не\u00a0включил вас в\u00a0список застрахованных. Если это ошибка, спросите в\u00a0отделе кадров.",
  ended: "Новый полис передает работодатель. Он\u00a0появится в\u00a0«Моих полисах».",
  withdrawn: "Согласие можно дать снова: обслуживание откроется на\u00a0следующий рабочий день.",
};
