import { Fragment } from "preact";
import { formatRoubles, type Kopecks, kopecks, subtract, sum } from "../../domain/money.ts";
import { dayAndYear, numbered } from "../../domain/russian.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { Sum } from "../page/money.tsx";

interface Amounts {
  costKopecks: Kopecks;
  franchiseKopecks: Kopecks;
}

/** A line whose clinic has corrected it since. */
export interface CorrectedLineFacts {
  serviceName: string;
  serviceDate: LocalDate;
  franchiseKopecks: Kopecks;
  corrected: { now: Amounts | null; restInvoiceId: number | null } | null;
  restOf: { invoiceId: number; was: Amounts; now: Amounts } | null;
}

export interface InvoiceCorrectionsProps {
  invoice: {
    totalKopecks: Kopecks;
    owedKopecks: Kopecks;
    lines: readonly CorrectedLineFacts[];
    corrections: {
      creditedKopecks: Kopecks;
      aheadKopecks: Kopecks;
      forgivenKopecks: Kopecks;
      offsets: readonly { invoiceId: number; amountKopecks: Kopecks }[];
      spent: readonly { invoiceId: number; amountKopecks: Kopecks }[];
      returnedKopecks: Kopecks;
    };
  };
  today: LocalDate;
}

/** «Что исправлено»: which lines the clinic corrected, and how that comes to what is owed now. */
export function InvoiceCorrections({ invoice, today }: InvoiceCorrectionsProps) {
  const { lines, corrections } = invoice;
  const { creditedKopecks, aheadKopecks, offsets, forgivenKopecks } = corrections;
  const corrected = lines.filter((line) => line.corrected !== null);
  if (corrected.length === 0 && offsets.length === 0 && forgivenKopecks === 0) return null;
  const title = corrected.length > 0
    ? "Что исправлено"
    : offsets.length > 0
    ? "Что зачтено"
    : "Что списано";
  return (
    <section class="section" aria-labelledby="corrections">
      <h2 id="corrections">{title}</h2>
      {corrected.length > 0 && (
        <>
          <p>
            {creditedKopecks > 0
              ? (
                <>
                  Клиника исправила свой реестр: счет стал меньше на{" "}
                  <Sum amount={creditedKopecks} />.
                </>
              )
              : "Клиника исправила свой реестр. Сумма этого счета прежняя."}
          </p>
          <ul>
            {corrected.map((line, index) => (
              <li key={index}>
                {line.serviceName}, <span class="nb">{dayAndYear(line.serviceDate, today)}</span>:
                {" "}
                {changeInWords(line)}
              </li>
            ))}
          </ul>
        </>
      )}
      {aheadKopecks > 0 && (
        <p>
          Вы уже заплатили <Sum amount={aheadKopecks} /> сверх новой суммы:{" "}
          {aheadInWords(corrections)}.
        </p>
      )}
      {forgivenKopecks > 0 && (
        <p>
          Страховщик решил не&nbsp;требовать с&nbsp;вас <Sum amount={forgivenKopecks} />.
        </p>
      )}
      <Reckoning invoice={invoice} />
    </section>
  );
}

function aheadInWords(
  { aheadKopecks, spent, returnedKopecks }: InvoiceCorrectionsProps["invoice"]["corrections"],
): string {
  const gone = sum([returnedKopecks, ...spent.map((one) => one.amountKopecks)]);
  const left = subtract(aheadKopecks, gone);
  return [
    ...spent.map(({ invoiceId, amountKopecks }) =>
      `${formatRoubles(amountKopecks)} зачтены в\u00a0счет ${numbered(invoiceId)}`
    ),
    ...returnedKopecks > 0 ? [`${formatRoubles(returnedKopecks)} возвращаем через банк`] : [],
    ...left > 0 ? [`${formatRoubles(left)} зачтутся в\u00a0следующий счет`] : [],
  ].join(", ");
}

function changeInWords({ franchiseKopecks: was, corrected }: CorrectedLineFacts): string {
  if (corrected === null || corrected.now === null) {
    return `было ${formatRoubles(was)}, теперь этой услуги в\u00a0реестре нет`;
  }
  const { franchiseKopecks: now } = corrected.now;
  if (now === was) return `ваша доля прежняя, ${formatRoubles(was)}`;
  const change = `было ${formatRoubles(was)}, стало ${formatRoubles(now)}`;
  if (now < was) return change;
  const rest = formatRoubles(subtract(now, was));
  return corrected.restInvoiceId === null
    ? `${change}. Разница ${rest} войдет в\u00a0следующий счет`
    : `${change}. Разница ${rest} в\u00a0счете ${numbered(corrected.restInvoiceId)}`;
}

/** From what was charged to what is owed, so that each step can be added up. */
function Reckoning({ invoice }: Pick<InvoiceCorrectionsProps, "invoice">) {
  const { totalKopecks, owedKopecks, corrections } = invoice;
  const { creditedKopecks, aheadKopecks, offsets, forgivenKopecks, returnedKopecks } = corrections;
  const offset = sum(offsets.map((one) => one.amountKopecks));
  const owed = kopecks(Math.max(0, owedKopecks));
  const lowered = sum([subtract(creditedKopecks, aheadKopecks), forgivenKopecks]);
  const paid = subtract(subtract(subtract(totalKopecks, lowered), offset), owed);
  return (
    <dl class="facts">
      <dt>Выставлено</dt>
      <dd>{formatRoubles(totalKopecks)}</dd>
      {creditedKopecks > 0 && (
        <>
          <dt>Исправлено</dt>
          <dd>{formatRoubles(kopecks(-creditedKopecks))}</dd>
        </>
      )}
      {offsets.map(({ invoiceId, amountKopecks }) => (
        <Fragment key={invoiceId}>
          <dt>Зачтено по исправлению счета {numbered(invoiceId)}</dt>
          <dd>{formatRoubles(kopecks(-amountKopecks))}</dd>
        </Fragment>
      ))}
      {forgivenKopecks > 0 && (
        <>
          <dt>Списано</dt>
          <dd>{formatRoubles(kopecks(-forgivenKopecks))}</dd>
        </>
      )}
      {paid > 0 && (
        <>
          <dt>Оплачено</dt>
          <dd>{formatRoubles(kopecks(-paid))}</dd>
        </>
      )}
      {aheadKopecks > returnedKopecks && (
        <>
          <dt>Идет в&nbsp;следующие счета</dt>
          <dd>{formatRoubles(subtract(aheadKopecks, returnedKopecks))}</dd>
        </>
      )}
      {returnedKopecks > 0 && (
        <>
          <dt>Возвращаем через банк</dt>
          <dd>{formatRoubles(returnedKopecks)}</dd>
        </>
      )}
      <dt>К&nbsp;оплате сейчас</dt>
      <dd>
        <b>{formatRoubles(owed)}</b>
      </dd>
    </dl>
  );
}

/** Beside a line's arithmetic: what it corrects, or what became of it. */
export function CorrectionNote(
  { franchise, corrected, restOf }: {
    franchise: Kopecks;
    corrected: CorrectedLineFacts["corrected"];
    restOf: CorrectedLineFacts["restOf"];
  },
) {
  if (restOf !== null) {
    return (
      <p class="formula">
        Уточнение к&nbsp;счету {numbered(restOf.invoiceId)}: было{" "}
        <span class="nb">{formatRoubles(restOf.was.franchiseKopecks)}</span>, стало{" "}
        <span class="nb">{formatRoubles(restOf.now.franchiseKopecks)}</span>
      </p>
    );
  }
  if (corrected === null) return null;
  return (
    <p class="formula">
      {corrected.now === null
        ? "Исправлено: услуги в\u00a0реестре больше нет"
        : corrected.now.franchiseKopecks === franchise
        ? "Исправлено: ваша доля прежняя"
        : `Исправлено: теперь ${formatRoubles(corrected.now.franchiseKopecks)}`}
    </p>
  );
}
