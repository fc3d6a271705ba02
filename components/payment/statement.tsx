import type { ComponentChildren } from "preact";
import type { LocalDate } from "../../domain/local_date.ts";
import { formatRoubles, type Kopecks, subtract } from "../../domain/money.ts";
import { fullName, type PersonName } from "../../domain/person_name.ts";
import { dayAndYear, numbered } from "../../domain/russian.ts";
import { periodInWords, statementNotes, statementTitle } from "../../domain/statement_words.ts";
import { LargeSum, SumCell } from "../page/money.tsx";
import { unbroken } from "../page/text.ts";

export interface StatementProps {
  year: number;
  number: string;
  madeOn: LocalDate;
  unfinished: boolean;
  payer: PersonName & { birthDate: LocalDate };
  insured: readonly StatementPart[];
  totalKopecks: Kopecks;
  /** Paid above what was owed; in no part and not in the total. */
  excessKopecks: Kopecks;
  /** Of the total, what went back to the payer. */
  returnedKopecks: Kopecks;
  /** What can be done with it; stands under the sum, and not on paper. */
  children?: ComponentChildren;
}

/** What was paid for one person under one contract. */
export interface StatementPart extends PersonName {
  birthDate: LocalDate;
  relation: "self" | "represented";
  employer: string;
  policyNumber: string;
  payments: readonly StatementPayment[];
  totalKopecks: Kopecks;
}

export interface StatementPayment {
  paidOn: LocalDate;
  invoiceId: number;
  servedFrom: LocalDate;
  servedTo: LocalDate;
  amountKopecks: Kopecks;
  /** Null where clinics and services are left out. */
  services: readonly StatementService[] | null;
}

export interface StatementService {
  servedOn: LocalDate;
  clinic: string;
  service: string;
  costKopecks: Kopecks;
  franchiseKopecks: Kopecks;
}

/** The sheet that is printed and handed over. */
export function Statement(props: StatementProps) {
  const {
    year,
    number,
    madeOn,
    payer,
    insured,
    totalKopecks,
    excessKopecks,
    returnedKopecks,
    children,
  } = props;
  return (
    <article class="sheet statement">
      <h1 class="title-quiet">{statementTitle(year)}</h1>
      <LargeSum amount={subtract(totalKopecks, returnedKopecks)} />
      {returnedKopecks > 0 && (
        <p>
          Оплачено <span class="nb">{formatRoubles(totalKopecks)}</span>, из&nbsp;них вернули{" "}
          <span class="nb">{formatRoubles(returnedKopecks)}</span>: клиника исправила реестр.
        </p>
      )}
      {excessKopecks > 0 && (
        <p>
          Сверх счетов заплачено еще{" "}
          <span class="nb">{formatRoubles(excessKopecks)}</span>: в&nbsp;выписку и&nbsp;в&nbsp;итог
          эти деньги не&nbsp;входят.
        </p>
      )}
      {children}
      <dl class="facts">
        <dt>Кто платил</dt>
        <dd>{fullName(payer)}</dd>
        <dt>Дата рождения</dt>
        <dd>{unbroken(dayAndYear(payer.birthDate))}</dd>
        <dt>ИНН</dt>
        <dd>
          <span class="by-hand">впишите от&nbsp;руки</span>
        </dd>
        <dt>Выписка</dt>
        <dd>
          <span class="nb">{numbered(number)}</span> от&nbsp;{unbroken(dayAndYear(madeOn))}
        </dd>
      </dl>
      {insured.map((part, index) => <Part key={part.policyNumber} part={part} index={index} />)}
      <section class="section" aria-labelledby="about">
        <h2 id="about">Что это за&nbsp;выписка</h2>
        {statementNotes(props).map((note) => <p key={note} class="small">{note}</p>)}
      </section>
    </article>
  );
}

function Part({ part, index }: { part: StatementPart; index: number }) {
  const heading = `insured-${index}`;
  const self = part.relation === "self";
  return (
    <section class="section" aria-labelledby={heading}>
      <h2 id={heading}>{self ? "За\u00a0себя" : "Как законный представитель"}</h2>
      <dl class="facts">
        <dt>Застрахованный</dt>
        <dd>{fullName(part)}</dd>
        {!self && (
          <>
            <dt>Дата рождения</dt>
            <dd>{unbroken(dayAndYear(part.birthDate))}</dd>
          </>
        )}
        <dt>Страхователь</dt>
        <dd>{part.employer}</dd>
        <dt>Полис ДМС</dt>
        <dd>
          <span class="nb">{numbered(part.policyNumber)}</span>
        </dd>
      </dl>
      <PaymentsTable part={part} />
      <ServicesTable payments={part.payments} />
    </section>
  );
}

function PaymentsTable({ part }: { part: StatementPart }) {
  return (
    <table class="table table-cards paid" role="table">
      <caption class="vh">Платежи: {fullName(part)}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Дата платежа</th>
          <th scope="col" role="columnheader">Счет</th>
          <th scope="col" role="columnheader">Когда оказаны услуги</th>
          <th scope="col" role="columnheader" class="num">Сумма</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {part.payments.map((payment) => (
          <tr role="row" key={`${payment.paidOn} ${payment.invoiceId}`}>
            <td role="cell" class="nb">{dayAndYear(payment.paidOn)}</td>
            <td role="cell">
              <span class="cell-name" aria-hidden="true">Счет</span>
              <a class="nb" href={`/invoices/${payment.invoiceId}`}>
                {numbered(payment.invoiceId)}
              </a>
            </td>
            <td role="cell">
              <span class="cell-name" aria-hidden="true">Услуги</span>
              {periodInWords(payment.servedFrom, payment.servedTo)}
            </td>
            <SumCell amount={payment.amountKopecks} name="Сумма" />
          </tr>
        ))}
      </tbody>
      <tfoot role="rowgroup">
        <tr role="row">
          <th scope="row" role="rowheader" colspan={3}>Итого</th>
          <SumCell amount={part.totalKopecks} name="Сумма" />
        </tr>
      </tfoot>
    </table>
  );
}

/** Each invoice once, also where it was paid in two parts. */
function ServicesTable({ payments }: { payments: readonly StatementPayment[] }) {
  const invoices = new Map(payments.map((payment) => [payment.invoiceId, payment.services ?? []]));
  const rows = [...invoices].flatMap(([invoiceId, services]) =>
    services.map((service) => ({ invoiceId, ...service }))
  );
  if (rows.length === 0) return null;
  return (
    <>
      <h3>Услуги в&nbsp;этих счетах</h3>
      <table class="table table-cards" role="table">
        <caption class="vh">Услуги</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">Услуга</th>
            <th scope="col" role="columnheader" class="num">Стоимость</th>
            <th scope="col" role="columnheader" class="num">Франшиза</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, index) => (
            <tr role="row" key={index}>
              <td role="cell">
                <p>{row.service}</p>
                <p class="small muted">
                  {unbroken(dayAndYear(row.servedOn))} · {row.clinic} · счет{" "}
                  {numbered(row.invoiceId)}
                </p>
              </td>
              <SumCell amount={row.costKopecks} name="Стоимость" />
              <SumCell amount={row.franchiseKopecks} name="Франшиза" />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
