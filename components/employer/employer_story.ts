import type { MarkKind } from "../../domain/employer_report.ts";
import { MARK_WORDS } from "../../domain/employer_report_words.ts";
import { type Instant, type LocalDate, localDateOf, localTimeOf } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { unbroken } from "../page/text.ts";
import type { PastEvent, Story } from "../page/timeline.tsx";

/** What the employer was told of a debt, and what it has said. */
export interface EmployerFacts {
  timeZone: string;
  reported: readonly {
    formedAt: Instant;
    formedOn: LocalDate;
    acknowledgedAt: Instant | null;
    acknowledgedName: string | null;
    /** In their order. */
    marks: readonly { kind: MarkKind; note: string | null; contact: string; markedAt: Instant }[];
  }[];
}

/** The story with what passed between insurer and employer, each at its time. */
export function withEmployer(story: Story, { reported, timeZone }: EmployerFacts): Story {
  const told = reported.flatMap((report): PastEvent[] => {
    const day = unbroken(dayAndYear(report.formedOn, story.today));
    return [
      event(report.formedAt, {
        title: "Долг передан работодателю",
        details: [`Отчет на\u00a0${day}`],
      }),
      ...(report.acknowledgedAt === null ? [] : [
        event(report.acknowledgedAt, {
          title: "Работодатель подтвердил отчет",
          details: [`${report.acknowledgedName}, отчет на\u00a0${day}`],
        }),
      ]),
      ...report.marks.map(({ kind, note, contact, markedAt }) =>
        event(markedAt, {
          title: `Работодатель: ${MARK_WORDS[kind].toLowerCase()}`,
          details: [contact, ...(note === null ? [] : [`«${note}»`])],
        })
      ),
    ];
  });
  return { ...story, past: [...story.past, ...told].sort(byTime) };

  function event(at: Instant, words: Pick<PastEvent, "title" | "details">): PastEvent {
    return { on: localDateOf(at, timeZone), time: localTimeOf(at, timeZone), ...words };
  }
}

/** Stable: what stood in an order within a minute keeps it. */
function byTime(a: PastEvent, b: PastEvent): number {
  const [first, second] = [a, b].map(({ on, time = "" }) => `${on} ${time}`);
  return first! < second! ? -1 : first! > second! ? 1 : 0;
}
