import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { localDate } from "../../domain/local_date.ts";
import { InvoiceStatus, PolicyStatus } from "./status.tsx";

const today = localDate("2026-05-18");

Deno.test("each status of an invoice has its own word, class and sign", () => {
  const marks = [
    render(<InvoiceStatus kind="to_pay" today={today} />),
    render(<InvoiceStatus kind="due_soon" dueOn={localDate("2026-05-29")} today={today} />),
    render(<InvoiceStatus kind="last_day" today={today} />),
    render(<InvoiceStatus kind="overdue" since={localDate("2026-05-30")} today={today} />),
    render(<InvoiceStatus kind="checking" today={today} />),
    render(
      <InvoiceStatus kind="settled" by="payment" on={localDate("2026-05-12")} today={today} />,
    ),
  ];
  const words = [
    "К оплате",
    "Срок 29\u00a0мая",
    "Сегодня последний день",
    "Просрочен с 30\u00a0мая",
    "Платеж проверяется",
    "Оплачен 12\u00a0мая",
  ];
  marks.forEach((mark, i) => assert.ok(mark.includes(words[i] ?? "?"), mark));
  assert.equal(new Set(marks.map((mark) => /class="mark (\S+)"/.exec(mark)?.[1])).size, 6);
  assert.equal(new Set(marks.map((mark) => /<svg.*<\/svg>/.exec(mark)?.[0])).size, 6);
});

Deno.test("a date of another year tells its year", () => {
  const html = render(
    <InvoiceStatus kind="settled" by="payment" on={localDate("2025-12-30")} today={today} />,
  );
  assert.match(html, /Оплачен 30\u00a0декабря 2025/);
});

Deno.test("a policy says what it opens and when", () => {
  const waiting = (
    <PolicyStatus
      kind="waiting"
      activeFrom={localDate("2026-05-19")}
      today={today}
    />
  );
  assert.match(render(waiting), /Откроется 19\u00a0мая/);
  const emergency = <PolicyStatus kind="emergency" since={localDate("2026-05-30")} today={today} />;
  assert.match(render(emergency), /Только экстренная помощь с 30\u00a0мая/);
  assert.match(render(<PolicyStatus kind="not_activated" today={today} />), /Не активирован/);
});
