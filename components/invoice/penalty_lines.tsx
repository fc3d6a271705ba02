import { type LocalDate, localDateOf } from "../../domain/local_date.ts";
import { formatRoubles, interest } from "../../domain/money.ts";
import { type Penalty, type PenaltyLine, penaltyOf, type RateGap } from "../../domain/penalty.ts";
import { dayAndMonth, dayAndYear, formatRate } from "../../domain/russian.ts";
import type { CaseFacts } from "../case/case_events.ts";
import { Sum } from "../page/money.tsx";
import { unbroken } from "../page/text.ts";

/** What the delay has come to by `today`: nothing while the term lasts, or where it was kept. */
export function penaltyBy(invoice: CaseFacts, today: LocalDate): Penalty {
  const { totalKopecks, dueOn, timeZone, history } = invoice;
  return penaltyOf({
    total: totalKopecks,
    credits: history.payments.map(({ source, effectiveAt, amountKopecks }) => ({
      on: localDateOf(effectiveAt, timeZone),
      amount: amountKopecks,
      neverOwed: source === "correction",
    })),
    dueOn,
    until: today,
    rates: history.keyRates,
    contractBasisPoints: history.contractRateBp,
  });
}

/** Whether there is anything to say of a delay. */
export function hasDelay({ lines, gaps }: Penalty): boolean {
  return lines.length > 0 || gaps.length > 0;
}

export interface PenaltySectionProps {
  penalty: Penalty;
  /** The contract's yearly rate; null is the key rate. */
  contractRateBp: number | null;
  /** Whether the insurer has opened a recovery case. */
  recovery: boolean;
  today: LocalDate;
}

/** «Проценты за просрочку» for who owes them: what they are, whether to pay them, each line. */
export function PenaltySection(props: PenaltySectionProps) {
  const { penalty, contractRateBp, recovery, today } = props;
  return (
    <section class="section" aria-labelledby="penalty">
      <h2 id="penalty">Проценты за&nbsp;просрочку</h2>
      <PenaltyConclusion penalty={penalty} today={today} />
      <p>
        Это проценты {contractRateBp === null
          ? "по\u00a0закону (статья 395 Гражданского кодекса)"
          : "по\u00a0договору с\u00a0вашим работодателем"}: долг × {contractRateBp === null
          ? "ключевая ставка Банка России"
          : `${formatRate(contractRateBp)} в\u00a0год`} × дни просрочки ÷ дни в&nbsp;году. {recovery
          ? "Страховая открыла дело о\u00a0взыскании и\u00a0может потребовать их вместе с\u00a0долгом."
          : "Платить их сейчас не\u00a0нужно: в\u00a0сумму счета они не\u00a0входят. Страховая может потребовать их отдельно, тогда мы вам напишем."}
      </p>
      {penalty.lines.length > 0 && <PenaltyTable penalty={penalty} today={today} />}
    </section>
  );
}

function PenaltyConclusion({ penalty, today }: { penalty: Penalty; today: LocalDate }) {
  const last = penalty.lines.at(-1);
  if (!last) {
    return (
      <>{penalty.gaps.map((gap) => <p key={gap.from}>{gapSentence(gap, penalty, today)}.</p>)}</>
    );
  }
  const perDay = interest(last.debt, { ...last, days: 1 });
  const runs = last.until === today;
  return (
    <p class="lead">
      {runs ? "На\u00a0сегодня" : `По\u00a0${day(last.until, today)}`} —{" "}
      <b>
        <Sum amount={penalty.total} />
      </b>
      {runs && perDay > 0 && (
        <>
          , за&nbsp;день прибавляется <Sum amount={perDay} />
        </>
      )}.
    </p>
  );
}

const COLUMNS = {
  days: "Дней",
  debt: "Долг",
  rate: "Ставка",
  year: "Дней в\u00a0году",
  amount: "Проценты",
} as const;

/** Every stretch of one debt, one rate and one year, with its sum; what could not be counted is said. */
export function PenaltyTable({ penalty, today }: { penalty: Penalty; today: LocalDate }) {
  const { lines, total, gaps } = penalty;
  return (
    <>
      {lines.length > 0 && (
        <table class="table table-cards penalty" role="table">
          <caption class="vh">Проценты за&nbsp;просрочку по&nbsp;периодам</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">Период</th>
              {Object.entries(COLUMNS).map(([key, title]) => (
                <th key={key} scope="col" role="columnheader" class="num">{title}</th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {lines.map((line) => <LineRow key={line.from} line={line} today={today} />)}
          </tbody>
          <tfoot role="rowgroup">
            <tr role="row">
              <th scope="row" role="rowheader">Итого</th>
              <Figure name={COLUMNS.days}>
                {String(lines.reduce((days, line) => days + line.days, 0))}
              </Figure>
              <td class="num penalty-blank" colspan={3} role="cell"></td>
              <Figure name={COLUMNS.amount}>{formatRoubles(total)}</Figure>
            </tr>
          </tfoot>
        </table>
      )}
      {gaps.map((gap) => <p class="small" key={gap.from}>{gapSentence(gap, penalty, today)}</p>)}
    </>
  );
}

function LineRow({ line, today }: { line: PenaltyLine; today: LocalDate }) {
  return (
    <tr role="row">
      <td role="cell">{period(line, today)}</td>
      <Figure name={COLUMNS.days}>{String(line.days)}</Figure>
      <Figure name={COLUMNS.debt}>{formatRoubles(line.debt)}</Figure>
      <Figure name={COLUMNS.rate}>{formatRate(line.basisPoints)}</Figure>
      <Figure name={COLUMNS.year}>{String(line.daysInYear)}</Figure>
      <Figure name={COLUMNS.amount}>{formatRoubles(line.amount)}</Figure>
    </tr>
  );
}

function Figure({ name, children }: { name: string; children: string }) {
  return (
    <td class="num" role="cell">
      <span class="cell-name" aria-hidden="true">{name}</span>
      {children}
    </td>
  );
}

/** «5 июня – 27 июля»: a line never leaves its year. */
function period({ from, until }: PenaltyLine, today: LocalDate): string {
  if (from === until) return day(from, today);
  return `${unbroken(dayAndMonth(from))} – ${day(until, today)}`;
}

function gapSentence(gap: RateGap, { lines }: Penalty, today: LocalDate): string {
  const stillOpen = gap.until >= today;
  const days = stillOpen
    ? `с\u00a0${day(gap.from, today)}`
    : gap.from === gap.until
    ? `на\u00a0${day(gap.from, today)}`
    : `с\u00a0${day(gap.from, today)} по\u00a0${day(gap.until, today)}`;
  const consequence = lines.length === 0 && stillOpen
    ? ", поэтому проценты пока не посчитаны"
    : ": за эти дни не посчитано";
  return unbroken(`Ключевая ставка ${days} еще не внесена${consequence}`);
}

function day(date: LocalDate, today: LocalDate): string {
  return unbroken(dayAndYear(date, today));
}
