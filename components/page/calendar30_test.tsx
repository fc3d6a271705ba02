import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { calendarOf } from "../../domain/calendar.ts";
import { addDays, localDate } from "../../domain/local_date.ts";
import { workingDayAfter } from "../../domain/working_days.ts";
import { Calendar30 } from "./calendar30.tsx";
import { Ruler30 } from "./ruler30.tsx";
import { termDays, termPosition, termSentence } from "./term.ts";

const calendar = calendarOf({
  country: "RU",
  years: {
    "2025": { days_off: ["2025-12-31"], working_weekends: ["2025-11-01"] },
    "2026": {
      days_off: [
        ...["2026-01-01", "2026-01-02", "2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"],
        ...["2026-01-09", "2026-02-23", "2026-03-09", "2026-05-01", "2026-05-11", "2026-06-12"],
      ],
      working_weekends: [],
    },
  },
  regions: {},
}, null);

function termOf(published: string) {
  const publishedOn = localDate(published);
  return termDays(calendar, publishedOn, workingDayAfter(calendar, publishedOn, 30).date);
}

function calendarPage(published: string, today: string, paidOn: string | null = null) {
  return render(
    <Calendar30
      publishedOn={localDate(published)}
      days={termOf(published)}
      today={localDate(today)}
      settled={paidOn === null ? null : { by: "payment", on: localDate(paidOn) }}
      source="статья 112 ТК РФ"
    />,
  );
}

function cell(html: string, date: string): string {
  return html.split("<td").find((part) => part.includes(`datetime="${date}"`)) ?? "";
}

Deno.test("the 30th working day is marked as the last day to pay", () => {
  const html = calendarPage("2026-04-20", "2026-05-18");
  const due = cell(html, "2026-06-03");
  assert.match(due, /day-due/);
  assert.match(due, />30<span class="vh">-й рабочий день, последний день оплаты/);
  assert.equal(html.match(/day-due/g)?.length, 1);
  assert.match(html, /Почему до\u00a03\u00a0июня/);
});

Deno.test("the count of a paid invoice stands still on the day of payment", () => {
  const html = calendarPage("2026-04-15", "2026-05-27", "2026-05-18");
  assert.match(html, /Оплачен 18\u00a0мая, в\u00a021-й\u00a0рабочий день из\u00a030/);
  assert.doesNotMatch(html, /[Сс]егодня/);
  assert.match(cell(html, "2026-05-18"), /day-today.*рабочий день, оплачен/s);
  assert.doesNotMatch(cell(html, "2026-05-19"), /day-past/);
  assert.match(calendarPage("2026-04-15", "2026-07-01", "2026-06-20"), /20\u00a0июня, после срока/);
  assert.match(calendarPage("2026-04-15", "2026-05-27", "2026-05-17"), /Оплачен 17\u00a0мая\./);
});

Deno.test("the calendar counts from the day after publication and shows today", () => {
  const html = calendarPage("2026-04-15", "2026-05-18");
  assert.match(cell(html, "2026-04-15"), /day-start.*счет/s);
  assert.match(cell(html, "2026-04-16"), />1<span/);
  assert.match(cell(html, "2026-05-18"), /day-today.*21.*рабочий день, сегодня/s);
  assert.match(html, /Сегодня <span class="nb">21-й\u00a0рабочий<\/span> день из\u00a030/);
});

Deno.test("holidays and moved days are named, with their source", () => {
  const html = calendarPage("2026-04-15", "2026-05-18");
  assert.match(html, /1\u00a0мая — Праздник Весны и Труда/);
  assert.match(html, /11\u00a0мая — выходной, перенос с 9\u00a0мая/);
  assert.match(html, /Источник: статья 112 ТК РФ/);
  assert.match(cell(html, "2026-05-11"), /day-off.*перенос с 9/s);
  assert.doesNotMatch(html, /предварительный/);
});

Deno.test("neighbouring days of one holiday share a line", () => {
  const html = calendarPage("2025-12-12", "2026-01-12");
  assert.match(html, /1–6\u00a0января — Новогодние каникулы/);
  assert.match(html, /7\u00a0января — Рождество Христово/);
});

Deno.test("a year without a decree is said to be provisional", () => {
  assert.match(calendarPage("2028-04-17", "2028-04-20"), /Срок предварительный/);
});

Deno.test("every row of the calendar has seven cells", () => {
  const html = calendarPage("2025-12-12", "2026-01-12");
  const rows = html.slice(html.indexOf("<tbody")).split("<tr").slice(1);
  for (const row of rows) assert.equal(row.split("<td").length - 1, 7);
});

Deno.test("termSentence() gives an ordinal and never says how many are left", () => {
  const days = termOf("2026-04-15");
  const say = (today: string) =>
    termSentence(termPosition(days, localDate(today)), localDate(today)).replaceAll("\u00a0", " ");
  assert.equal(say("2026-04-15"), "Срок — 30 рабочих дней, первый из них впереди");
  assert.equal(say("2026-04-16"), "Сегодня 1-й рабочий день из 30");
  assert.equal(say("2026-05-17"), "Сегодня выходной, последним был 20-й рабочий день из 30");
  assert.equal(say("2026-05-29"), "Сегодня 30-й рабочий день из 30, последний");
  assert.equal(say("2026-05-30"), "Срок закончился 29 мая");
  for (let day = localDate("2026-04-15"); day < "2026-06-10"; day = addDays(day, 1)) {
    assert.doesNotMatch(say(day), /остал/);
  }
});

Deno.test("the ruler has thirty marks, today's and the due one among them", () => {
  const position = termPosition(termOf("2026-04-15"), localDate("2026-05-18"));
  const html = render(<Ruler30 position={position} />);
  assert.equal(html.match(/<path/g)?.length, 30);
  assert.equal(html.match(/ruler-past/g)?.length, 20);
  assert.equal(html.match(/ruler-today/g)?.length, 1);
  assert.equal(html.match(/ruler-next/g)?.length, 8);
  assert.doesNotMatch(html, /style=/);
});

Deno.test("a mini ruler draws the same marks, those of a kind at once", () => {
  const position = termPosition(termOf("2026-04-15"), localDate("2026-05-18"));
  const drawn = (html: string) => html.match(/M\d+ \d+h6v\d+h-6z/g);
  const mini = render(<Ruler30 position={position} size="mini" />);
  assert.deepEqual(drawn(mini), drawn(render(<Ruler30 position={position} />)));
  assert.equal(mini.match(/<path/g)?.length, 4);
});

Deno.test("after the term the ruler's last mark is late", () => {
  const position = termPosition(termOf("2026-04-15"), localDate("2026-06-02"));
  assert.match(render(<Ruler30 position={position} />), /ruler-due-past/);
});
