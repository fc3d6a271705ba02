import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { addDays, localDate } from "../../domain/local_date.ts";
import { type PastEvent, Timeline } from "./timeline.tsx";

const today = localDate("2026-05-18");

Deno.test("the timeline folds all but two past events, marks now, and gives every coming one a reason", () => {
  const html = render(
    <Timeline
      today={today}
      past={events(4)}
      now={{ title: "Ждем вашу оплату" }}
      next={[{ on: localDate("2026-05-22"), title: "Пришлем СМС", why: "Потому что скоро срок" }]}
    />,
  );
  assert.match(html, /Раньше: 2\u00a0события/);
  assert.ok(html.indexOf("Было 2.") < html.indexOf("</details>"));
  assert.ok(html.indexOf("Было 3.") > html.indexOf("</details>"));
  assert.match(html, /aria-current="step"/);
  assert.match(html, /class="why">Потому что скоро срок/);
});

Deno.test("one event more is not folded: the line that unfolds it is as high", () => {
  const html = render(<Timeline today={today} past={events(3)} now={null} next={[]} />);
  assert.doesNotMatch(html, /<details/);
  assert.equal(html.match(/case-past/g)?.length, 3);
});

Deno.test("a long case folds, and staff see more of it open", () => {
  const html = render(
    <Timeline today={today} past={events(40)} now={null} next={[]} shownPast={8} />,
  );
  assert.match(html, /Раньше: 32\u00a0события/);
  assert.equal(html.slice(html.indexOf("</details>")).match(/case-past/g)?.length, 8);
});

Deno.test("events of one day and title are all told", () => {
  const same = { on: today, title: "Позвонили" };
  const html = render(<Timeline today={today} past={[same, same]} now={null} next={[]} />);
  assert.equal(html.match(/Позвонили/g)?.length, 2);
});

Deno.test("an event shows its hour, its reasons each on a line, and its link; markup stays text", () => {
  const html = render(
    <Timeline
      today={today}
      past={[{
        on: localDate("2025-12-22"),
        time: "14:05",
        title: "Оплата <b>",
        details: ["Первая", "Вторая"],
        link: { href: "/payments/1", title: "Что с платежом" },
      }]}
      now={null}
      next={[]}
    />,
  );
  assert.match(html, /<time datetime="2025-12-22 14:05">22\u00a0дек 2025 <span[^>]*>14:05/i);
  assert.match(html, /Оплата &lt;b>/);
  assert.match(html, /<p class="why" ?>Первая<\/p><p class="why" ?>Вторая<\/p>/);
  assert.match(html, /<a href="\/payments\/1">Что с платежом<\/a>/);
});

function events(count: number): PastEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    on: addDays(localDate("2026-04-01"), i),
    title: `Было ${i + 1}.`,
  }));
}
