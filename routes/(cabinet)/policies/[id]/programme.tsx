import { HttpError } from "fresh";
import { Clinics } from "../../../../components/policy/clinics.tsx";
import { Coverage } from "../../../../components/policy/coverage.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { forPerson } from "../../../../components/page/person_switch.tsx";
import { PolicyLinks } from "../../../../components/policy/policy_card.tsx";
import { policyStatus } from "../../../../components/policy/policy_status.ts";
import { serviceWords } from "../../../../components/policy/service_words.ts";
import { clinicSearchQuery, readClinicSearch } from "../../../../domain/clinic_search.ts";
import { type LocalDate, localDateOf } from "../../../../domain/local_date.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { formatPhone, internationalPhone, type Phone } from "../../../../domain/phone.ts";
import { dayAndYear, formatRate, numbered } from "../../../../domain/russian.ts";
import { type ServiceToday, serviceToday } from "../../../../domain/service_today.ts";
import { defineInsured } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";
import { policyLook, shownOf } from "../../../(_frame)/opened_policy.ts";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const look = policyLook(ctx.state, ctx.params["id"]);
    const asked = readClinicSearch(ctx.url.searchParams);
    const programme = await ctx.state.useCases.openProgramme({ ...look, search: asked });
    if (programme === null) throw new HttpError(404);
    const { url, state } = ctx;
    const shown = shownOf(programme, { url, owner: state.owner });
    const { cities, care, found, foundCount } = programme;
    const known = (choices: { value: string }[], asked: string | null) =>
      choices.find(({ value }) => value === asked)?.value ?? null;
    const search = { ...asked, city: known(cities, asked.city), care: known(care, asked.care) };
    if (found.length === 0 && foundCount > 0) {
      const first = `${url.pathname}${clinicSearchQuery({ ...search, page: 1 })}`;
      return ctx.redirect(forPerson(first, shown?.personId ?? null), 303);
    }
    return { data: { programme, search, shown } };
  },
});

export default defineInsured.page<typeof handler>(function ProgrammePage({ data, state, url }) {
  const { programme, search, shown } = data;
  const shownId = shown?.personId ?? null;
  const { today, owner, site } = state;
  const { number, franchiseRateBp, items, setAt, clinicCount } = programme;
  const dates = {
    ...programme,
    policyStartsOn: programme.startsOn,
    policyEndsOn: programme.endsOn,
  };
  const service = serviceToday(dates, today);
  const emergency = service.kind === "emergency";
  const told = items.length > 0 || clinicCount > 0;
  return (
    <Frame state={state} title="Программа и клиники" active="policies" shown={shown}>
      <BackLink href={forPerson("/policies", shownId)}>Мои полисы</BackLink>
      <div class="columns">
        <article class="sheet">
          <header class="stack-tight">
            <h1>Что оплачено и&nbsp;что нет</h1>
            <p class="muted">
              Программа «{programme.programme}», полис <span class="id">{numbered(number)}</span>,
              {" "}
              {fullName(programme)}
              {programme.personId === owner.personId && " (вы)"}
            </p>
          </header>
          <ServiceNotice service={service} today={today} shownId={shownId} />
          {emergency && (
            <section class="section" aria-labelledby="now">
              <h2 id="now">Что оплачено сейчас</h2>
              <Coverage level={3} items={programme.emergencyItems} />
              <DeskPhone phone={site.deskPhone} />
            </section>
          )}
          {emergency && <h2 class="section">Когда программа вернется</h2>}
          <WhatYouPay rate={franchiseRateBp} />
          {clinicCount > 0 && (
            <div class="links">
              <a class="link" href="#clinics">Клиники программы</a>
            </div>
          )}
          {items.length > 0
            ? <Coverage level={emergency ? 3 : 2} items={items} />
            : (
              <Empty title="Что входит в&nbsp;программу, здесь пока не&nbsp;показано">
                <p>
                  Мы еще не&nbsp;внесли{" "}
                  {told ? "список услуг" : "списки услуг и\u00a0клиник"}. До&nbsp;приема спросите
                  медпульт: он&nbsp;скажет, что оплачено и&nbsp;куда идти.
                </p>
                <DeskPhone phone={site.deskPhone} />
              </Empty>
            )}
          {setAt && (
            <p class="small muted">
              По&nbsp;данным страховой на&nbsp;{dayAndYear(
                localDateOf(setAt, owner.timeZone),
                today,
              )}
            </p>
          )}
        </article>
        <aside class="sheet sheet-aside" aria-labelledby="booking">
          <h2 id="booking">Как записаться</h2>
          <ol>
            <li>
              Позвоните на&nbsp;медпульт: он&nbsp;запишет в&nbsp;клинику программы. Можно
              и&nbsp;прямо в&nbsp;клинику: скажите, что вы с&nbsp;ДМС.
            </li>
            <li>
              Назовите номер полиса: <span class="id">{number}</span>.
            </li>
            <li>На&nbsp;прием возьмите паспорт и&nbsp;покажите карту полиса.</li>
          </ol>
          <DeskPhone phone={site.deskPhone} />
          <PolicyLinks
            policyId={programme.id}
            shownId={shownId}
            number={number}
            status={policyStatus(programme, today)}
            from="programme"
          />
        </aside>
        {told && (
          <Clinics
            programme={programme}
            search={search}
            path={url.pathname}
            shownId={shownId}
            deskPhone={site.deskPhone}
          />
        )}
      </div>
    </Frame>
  );
});

function WhatYouPay({ rate }: { rate: number }) {
  return (
    <p class="lead">
      {rate === 0 ? "За оплаченные услуги платит страховая." : (
        <>
          Страховая платит {formatRate(10_000 - rate)}{" "}
          цены каждой оплаченной услуги, вы&nbsp;—&nbsp;{formatRate(rate)}.
        </>
      )} <b>В&nbsp;клинике платить не&nbsp;нужно</b>
      {rate > 0 && <>: счет на&nbsp;вашу часть придет сюда</>}.
    </p>
  );
}

function DeskPhone({ phone }: { phone: Phone }) {
  return (
    <p class="help-phone">
      <span class="muted">Медпульт, 24&nbsp;часа</span>
      <a href={`tel:${internationalPhone(phone)}`}>{formatPhone(phone)}</a>
    </p>
  );
}

interface ServiceNoticeProps {
  service: ServiceToday;
  today: LocalDate;
  shownId: number | null;
}

/** On top wherever the programme does not serve today: what that means, and what opens it. */
function ServiceNotice({ service, today, shownId }: ServiceNoticeProps) {
  if (service.kind === "open") return null;
  const { title, meaning } = serviceWords(service, today);
  if (service.kind === "emergency") {
    return (
      <Notice tone="late" title={`Сейчас ${title.toLowerCase()}`}>
        <p>
          {meaning}. {service.until === null && (
            <>
              Оплатите{" "}
              <a href={forPerson("/invoices?show=overdue", shownId)}>просроченные счета</a>:
              программа вернется со&nbsp;следующего рабочего дня.
            </>
          )}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" title={title}>
      <p>
        {meaning}. Ниже&nbsp;— что входит в&nbsp;программу, когда обслуживание открыто.
      </p>
      {(service.kind === "not_activated" || service.kind === "withdrawn") && (
        <a class="link" href={forPerson("/policies", shownId)}>Активировать франшизу</a>
      )}
    </Notice>
  );
}
