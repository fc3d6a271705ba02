import { calendarOf } from "../../domain/calendar.ts";
import { localDate } from "../../domain/local_date.ts";
import { formatRoubles, kopecks, multiply, share, sum } from "../../domain/money.ts";
import { parseQuantity } from "../../domain/quantity.ts";
import { numbered, shortDate } from "../../domain/russian.ts";
import { workingDayAfter } from "../../domain/working_days.ts";
import { Calendar30 } from "../page/calendar30.tsx";
import { LargeSum } from "../page/money.tsx";
import { Ruler30 } from "../page/ruler30.tsx";
import { termDays, termPosition } from "../page/term.ts";
import { TermSentence } from "../page/term_sentence.tsx";
import { type InvoiceLine, InvoiceLines } from "./invoice_lines.tsx";

/** The invented invoice of the start page. Its days off are those of 2026, so its term is a real one. */
const RATE = 2000;
const PUBLISHED_ON = localDate("2026-04-15");
const TODAY = localDate("2026-05-18");
const CALENDAR = calendarOf({
  country: "RU",
  years: {
    "2026": { days_off: ["2026-05-01", "2026-05-11", "2026-06-12"], working_weekends: [] },
  },
  regions: {},
}, null);
const SOURCE =
  "статья 112 Трудового кодекса и\u00a0постановление о\u00a0переносе выходных в\u00a02026\u00a0году";

const LINES: readonly InvoiceLine[] = [
  sampleLine({ service: "Прием терапевта", day: "2026-02-16", price: 180_000, quantity: "1" }),
  sampleLine({ service: "Рентген зуба", day: "2026-02-18", price: 135_000, quantity: "2" }),
].map((line, id) => ({ id, ...line }));
const TERM = termDays(CALENDAR, PUBLISHED_ON, workingDayAfter(CALENDAR, PUBLISHED_ON, 30).date);
const POSITION = termPosition(TERM, TODAY);

function sampleLine(
  { service, day, price, quantity }: {
    service: string;
    day: string;
    price: number;
    quantity: string;
  },
): Omit<InvoiceLine, "id"> {
  const count = parseQuantity(quantity)!;
  const cost = multiply(kopecks(price), count);
  return {
    service,
    clinic: "Клиника «Пример»",
    servedOn: localDate(day),
    quantity: count,
    price: kopecks(price),
    cost,
    franchise: share(cost, RATE),
  };
}

/** The head of an invoice as its page shows it: how much, by when, which day of the term it is. */
export function SampleInvoice() {
  return (
    <section class="sheet" aria-labelledby="sample">
      <h2 class="title-quiet" id="sample">
        Счет {numbered(2041)} <span class="muted">· пример</span>
      </h2>
      <LargeSum amount={sum(LINES.map(({ franchise }) => franchise))} />
      <p class="due">
        Оплатите до <b class="nb">{shortDate(POSITION.dueOn, { today: TODAY })}</b>
      </p>
      <Ruler30 position={POSITION} />
      <p class="muted">
        <TermSentence position={POSITION} today={TODAY} />
      </p>
    </section>
  );
}

/** Why that much and why by that day, by the very parts of an invoice's page. */
export function SampleReasons() {
  return (
    <div class="start-pair">
      <InvoiceLines lines={LINES} rate={RATE} today={TODAY} />
      <Calendar30 publishedOn={PUBLISHED_ON} days={TERM} today={TODAY} source={SOURCE} />
    </div>
  );
}

/** «900,00 ₽ из 4 500,00 ₽»: the invented sums, for the words around them. */
export const SAMPLE_SUMS = {
  yours: formatRoubles(sum(LINES.map(({ franchise }) => franchise))),
  whole: formatRoubles(sum(LINES.map(({ cost }) => cost))),
};
