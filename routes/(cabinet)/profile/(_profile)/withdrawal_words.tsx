import { Sum } from "../../../../components/page/money.tsx";
import { unbroken } from "../../../../components/page/text.ts";
import { describeDayOff } from "../../../../domain/calendar.ts";
import { runOffEndsOn } from "../../../../domain/franchise.ts";
import type { LocalDate } from "../../../../domain/local_date.ts";
import { kopecks, sum } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { formatPhone } from "../../../../domain/phone.ts";
import { dayAndYear, formatDate, numbered, shortDate } from "../../../../domain/russian.ts";
import type { InsuredState } from "../../../../state.ts";
import { Mailbox } from "../(_contact)/mailbox.tsx";

export type WithdrawalLook = NonNullable<
  Awaited<ReturnType<InsuredState["useCases"]["readWithdrawable"]>>
>;

interface WordsProps {
  look: WithdrawalLook;
  state: InsuredState;
}

/** What a withdrawal brings, with dates and sums, before it is made. */
export function Consequences({ look, state }: WordsProps) {
  return look.consent.franchise
    ? <OfFranchise look={look} state={state} />
    : <OfPersonalData look={look} state={state} />;
}

function OfFranchise({ look, state }: WordsProps) {
  const { consent, lastDay } = look;
  const { policyNumber, policyEndsOn, activeFrom } = consent.franchise!;
  const { endsOn, served, skipped, provisional } = lastDay!;
  const { owner, today, site } = state;
  return (
    <>
      <p class="lead">
        Полис {numbered(policyNumber)}
        {consent.personId !== owner.personId && <>, {fullName(consent)}</>}
      </p>
      {served
        ? (
          <section class="section" aria-labelledby="service">
            <h2 id="service">Последний день — {unbroken(formatDate(endsOn, { today }))}</h2>
            <p>
              {endsOn === policyEndsOn
                ? "В\u00a0этот день заканчивается и\u00a0сам полис."
                : "Это следующий рабочий день. Он считается целиком."}{" "}
              Потом клиники программы не&nbsp;примут по&nbsp;полису, экстренная помощь по&nbsp;нему
              тоже закончится.
            </p>
            {skipped.length > 0 && (
              <p class="muted">Пропустили: {skipped.map(describeDayOff).join(", ")}.</p>
            )}
            {provisional && (
              <p class="muted">
                Календарь этого года еще не утвержден. Названный день не&nbsp;изменится.
              </p>
            )}
          </section>
        )
        : (
          <section class="section" aria-labelledby="service">
            <h2 id="service">Обслуживание не&nbsp;откроется</h2>
            <p>
              Первый день был&nbsp;бы {unbroken(formatDate(activeFrom, { today }))}.
            </p>
          </section>
        )}
      <section class="section" aria-labelledby="debts">
        <h2 id="debts">Счета остаются</h2>
        <Debts invoices={consent.invoices} today={today} />
        {served && (
          <p>
            Может прийти новый счет за&nbsp;услуги, оказанные до&nbsp;конца обслуживания: клиники
            присылают реестры до&nbsp;{unbroken(dayAndYear(runOffEndsOn(endsOn), today))}.
          </p>
        )}
        <p>
          Сроки те&nbsp;же, напоминания будут приходить. Не&nbsp;получается оплатить? Позвоните
          до&nbsp;срока: <span class="nb">{formatPhone(site.deskPhone)}</span>.
        </p>
      </section>
      <section class="section" aria-labelledby="back">
        <h2 id="back">Вернуться можно</h2>
        <p>
          Дайте согласие снова в&nbsp;«Моих полисах», пока полис действует, до&nbsp;{unbroken(
            dayAndYear(policyEndsOn, today),
          )}. Обслуживание откроется со&nbsp;следующего рабочего дня.{" "}
          {consent.invoices.length > 0 &&
            "Просроченные счета сначала оплатите: до\u00a0этого будет только экстренная помощь."}
        </p>
      </section>
    </>
  );
}

function OfPersonalData({ look, state }: WordsProps) {
  const { consent } = look;
  const { owner, today, site } = state;
  return (
    <>
      <section class="section" aria-labelledby="cabinet">
        <h2 id="cabinet">Кабинет закроется сразу</h2>
        <p>
          Вход завершится на&nbsp;всех устройствах. Номер{" "}
          <span class="nb">{formatPhone(owner.phone)}</span>{" "}
          перестанет подходить для входа. Если вы представляете детей, их полисы и&nbsp;счета здесь
          тоже не&nbsp;увидеть.
        </p>
      </section>
      <section class="section" aria-labelledby="stays">
        <h2 id="stays">Обслуживание продолжится</h2>
        <p>
          Полис и&nbsp;франшиза действуют по&nbsp;договору. Чтобы закончить и&nbsp;обслуживание,
          сначала отзовите согласие на&nbsp;франшизу <a href="/profile#consents">в&nbsp;профиле</a>.
        </p>
        <p>
          Останется то, чего требуют закон и&nbsp;договор: сведения о&nbsp;полисе, счета, платежи
          и&nbsp;записи о&nbsp;согласиях.
        </p>
      </section>
      <section class="section" aria-labelledby="debts">
        <h2 id="debts">Счета остаются</h2>
        <Debts invoices={consent.invoices} today={today} />
        <p>
          О&nbsp;счетах и&nbsp;сроках сообщим, как раньше: на{" "}
          <span class="nb">{formatPhone(owner.phone)}</span> и{" "}
          <Mailbox address={owner.email} />. Этого требует договор.
        </p>
        <p>
          Оплатить в&nbsp;кабинете не&nbsp;получится, пока не&nbsp;откроете его снова.{" "}
          {consent.invoices.length > 0 && (
            <>
              <a href="/invoices">Оплатите сейчас</a> или позвоните:{" "}
            </>
          )}
          {consent.invoices.length === 0 && "Телефон для вопросов: "}
          <span class="nb">{formatPhone(site.deskPhone)}</span>.
        </p>
      </section>
      <section class="section" aria-labelledby="back">
        <h2 id="back">Вернуться можно</h2>
        <p>Зарегистрируйтесь снова в&nbsp;любой день: счета и&nbsp;история будут на&nbsp;месте.</p>
      </section>
    </>
  );
}

interface DebtsProps {
  invoices: WithdrawalLook["consent"]["invoices"];
  today: LocalDate;
}

function Debts({ invoices, today }: DebtsProps) {
  if (invoices.length === 0) return <p>Сейчас неоплаченных нет.</p>;
  const total = sum(invoices.map(({ owedKopecks }) => kopecks(owedKopecks)));
  return (
    <>
      <ul class="records">
        {invoices.map(({ id, owedKopecks, dueOn }) => (
          <li key={id} class="record">
            <span>
              Счет {numbered(id)},{" "}
              <span class="muted">
                {dueOn < today ? "срок закончился" : "оплатить до"}{" "}
                <span class="nb">{shortDate(dueOn, { today })}</span>
              </span>
            </span>
            <span class="record-act num">
              <Sum amount={kopecks(owedKopecks)} />
            </span>
          </li>
        ))}
      </ul>
      {invoices.length > 1 && (
        <p>
          Всего{" "}
          <b>
            <Sum amount={total} />
          </b>
        </p>
      )}
    </>
  );
}
