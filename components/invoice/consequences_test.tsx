import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { type LocalDate, localDate } from "../../domain/local_date.ts";
import { Consequences, consequencesTitle } from "./consequences.tsx";

const DUE = localDate("2026-06-04");
const POLICY = localDate("2026-12-31");
const WITHDRAWN = [{ lastDay: localDate("2026-05-12"), until: null }];

function told(on: string, service: { policyEndsOn?: LocalDate; consentGaps?: typeof WITHDRAWN }) {
  const props = {
    dueOn: DUE,
    today: localDate(on),
    service: { policyEndsOn: POLICY, consentGaps: [], ...service },
  };
  const html = render(<Consequences {...props} />);
  const text = html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
  return `${consequencesTitle(props)}:${text}`.replaceAll("\u00a0", " ");
}

Deno.test("an unpaid invoice takes the planned care, and its payment brings it back", () => {
  assert.match(told("2026-05-25", {}), /если не оплатить:.*До 4 июня .*Плановый прием да нет/);
  assert.match(told("2026-06-10", {}), /^Как вернуть программу:.*Плановый прием нет да/);
});

Deno.test("where service is over, neither threat nor promise of a programme is told", () => {
  const before = told("2026-05-10", { consentGaps: WITHDRAWN });
  assert.match(before, /закончится 12 мая: согласие на франшизу отозвано\. Счет остается/);
  const after = told("2026-06-10", { consentGaps: WITHDRAWN });
  assert.match(after, /^Что даст оплата:.*закончилось 12 мая.*нужно новое согласие/);
  const ended = told("2026-06-10", { policyEndsOn: localDate("2026-05-31") });
  assert.match(ended, /закончилось 31 мая: это последний день полиса/);
  for (const text of [before, after, ended]) assert.doesNotMatch(text, /Плановый|Экстренная|верне/);
});
