import type { ComponentChildren } from "preact";
import type { LocalDate } from "../../domain/local_date.ts";
import { addDays, ageOn } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, sum } from "../../domain/money.ts";
import { fullName, type PersonName, shortName } from "../../domain/person_name.ts";
import { comesOfAgeOn, dependenceOn } from "../../domain/representation.ts";
import { counted, dayAndYear, numbered, shortDate } from "../../domain/russian.ts";
import { forPerson } from "../page/person_switch.tsx";
import { PolicyStatus, type PolicyStatusProps } from "../page/status.tsx";

export interface DependantCardProps {
  person: PersonName & { personId: number; birthDate: LocalDate; ward: boolean };
  policies: readonly DependantPolicy[];
  owed: readonly OwedInvoice[];
  today: LocalDate;
}

export interface DependantPolicy {
  id: number;
  number: string;
  status: PolicyStatusProps;
  awaitsConsent: boolean;
}

export interface OwedInvoice {
  invoiceId: number;
  owedKopecks: Kopecks;
  dueOn: LocalDate;
  /** A bank is deciding on its payment. */
  checking: boolean;
}

/** One person: who they are, what they have and owe, what to do next, until when it is one's own to do. */
export function DependantCard({ person, policies, owed, today }: DependantCardProps) {
  const { personId, birthDate } = person;
  const id = `person-${personId}`;
  const payable = owed.filter(({ checking }) => !checking);
  const waiting = policies.some((policy) => policy.awaitsConsent);
  return (
    <article class="sheet dependant" aria-labelledby={id}>
      <h2 id={id}>{fullName(person)}</h2>
      <dl class="facts">
        <dt>Возраст</dt>
        <dd>
          {counted(ageOn(birthDate, today), ["год", "года", "лет"])}, дата рождения{" "}
          <span class="nb">{dayAndYear(birthDate)}</span>
        </dd>
        <dt>Кто вы</dt>
        <dd>{basisOf(person, today)}</dd>
        <dt>{policies.length > 1 ? "Полисы" : "Полис"}</dt>
        <dd>
          {policies.length === 0 ? "Нет. Его передает работодатель" : (
            <ul class="plain-list">
              {policies.map((policy) => (
                <li key={policy.id} class="dependant-policy">
                  <a class="link" href={forPerson(`/policies/${policy.id}`, personId)}>
                    {numbered(policy.number)}
                  </a>
                  <PolicyStatus {...policy.status} />
                </li>
              ))}
            </ul>
          )}
        </dd>
        <dt>К&nbsp;оплате</dt>
        <dd>
          <Owed owed={owed} today={today} />
        </dd>
      </dl>
      {!waiting && payable.length === 0 && <p>Сейчас ничего делать не&nbsp;нужно.</p>}
      {(waiting || payable.length > 0) && (
        <div class="actions">
          {waiting && (
            <a class="button" href={forPerson("/policies", personId)}>
              Активировать франшизу <span class="vh">{shortName(person)}</span>
            </a>
          )}
          {payable.length > 0 && <PayButton person={person} payable={payable} quiet={waiting} />}
        </div>
      )}
      <div class="links">
        <a class="link" href={forPerson("/policies", personId)}>
          Полисы <span class="vh">{shortName(person)}</span>
        </a>
        <a class="link" href={forPerson("/invoices", personId)}>
          Счета <span class="vh">{shortName(person)}</span>
        </a>
      </div>
    </article>
  );
}

/** Whoever has come of age: only what was published before is still the viewer's to pay. */
export function FormerDependantCard(
  { person, owed, today }: Omit<DependantCardProps, "policies">,
) {
  const payable = owed.filter(({ checking }) => !checking);
  const id = `person-${person.personId}`;
  return (
    <article class="sheet dependant" aria-labelledby={id}>
      <h2 id={id}>{fullName(person)}</h2>
      <p>
        Вы больше не&nbsp;законный представитель. За&nbsp;вами остались счета, выставленные раньше.
      </p>
      <dl class="facts">
        <dt>К&nbsp;оплате</dt>
        <dd>
          <Owed owed={owed} today={today} />
        </dd>
      </dl>
      {payable.length > 0 && (
        <div class="actions">
          <PayButton person={person} payable={payable} quiet={false} />
        </div>
      )}
      <div class="links">
        <a class="link" href={forPerson("/invoices", person.personId)}>
          Эти счета <span class="vh">{shortName(person)}</span>
        </a>
      </div>
    </article>
  );
}

function basisOf(
  person: { birthDate: LocalDate; ward: boolean },
  today: LocalDate,
): ComponentChildren {
  if (dependenceOn(person, today) === "ward") {
    return "Опекун: отвечаете, пока опека не\u00a0снята";
  }
  const birthday = comesOfAgeOn(person.birthDate);
  return (
    <>
      Законный представитель: {person.ward ? "отвечаете, пока опека не\u00a0снята" : (
        <>
          отвечаете по&nbsp;<span class="nb">{dayAndYear(addDays(birthday, -1))}</span>, на&nbsp;
          следующий день исполнится 18&nbsp;лет
        </>
      )}
    </>
  );
}

function Owed({ owed, today }: Pick<DependantCardProps, "owed" | "today">) {
  const payable = owed.filter(({ checking }) => !checking);
  const checking = owed.filter((invoice) => invoice.checking);
  const overdue = payable.filter(({ dueOn }) => dueOn < today);
  const nearest = payable.map(({ dueOn }) => dueOn).filter((day) => day >= today).sort()[0];
  return (
    <>
      {payable.length === 0 ? "Ничего" : <b class="nb">{formatRoubles(total(payable))}</b>}
      {overdue.length > 0 && (
        <>
          , из&nbsp;них просрочено <span class="nb">{formatRoubles(total(overdue))}</span>
        </>
      )}
      {nearest && (
        <>
          , ближайший срок <span class="nb">{shortDate(nearest, { today })}</span>
        </>
      )}
      {checking.length > 0 && (
        <>
          . Еще <span class="nb">{formatRoubles(total(checking))}</span>: платеж проверяется
        </>
      )}
    </>
  );
}

function total(invoices: readonly OwedInvoice[]): Kopecks {
  return sum(invoices.map((invoice) => invoice.owedKopecks));
}

interface PayButtonProps {
  person: PersonName & { personId: number };
  payable: readonly OwedInvoice[];
  /** Where something else comes first. */
  quiet: boolean;
}

function PayButton({ person, payable, quiet }: PayButtonProps) {
  const query = payable.map(({ invoiceId }) => `invoice=${invoiceId}`).join("&");
  return (
    <a
      class={quiet ? "button button-quiet" : "button"}
      href={forPerson(`/invoices/pay?${query}`, person.personId)}
    >
      Оплатить {formatRoubles(total(payable))} <span class="vh">{shortName(person)}</span>
    </a>
  );
}
