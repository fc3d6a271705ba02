import type { KnownCase } from "./known_cases.ts";

/** An error put into a copy of the product by replacing exact text. */
export interface PlantedError {
  name: string;
  edits: { file: string; from: string; to: string }[];
  /** What one of the differences must say. */
  caughtBy: RegExp;
  /** Known cases that come upon it. */
  cases: readonly KnownCase[];
}

/** One of each kind that the model is to catch. */
export const PLANTED_ERRORS: readonly PlantedError[] = [
  {
    name: "the term ends a day early",
    edits: [{
      file: "domain/invoice.ts",
      from: "return endOfDay(dueOn, zone);",
      to: "return startOfDay(dueOn, zone);",
    }],
    caughtBy: /deadline: should be/,
    cases: ["nobody pays"],
  },
  {
    name: "the default does not wait for the deadline",
    edits: [
      {
        file: "activities/invoices.ts",
        from: "decideAt: until ?? dueAt,",
        to: "decideAt: until ?? new Date(Date.parse(dueAt) - 24 * 60 * 60 * 1000).toISOString(),",
      },
      {
        file: "use_cases/invoices/default_invoice.ts",
        from: 'if (at < invoice.dueAt) return { outcome: "moved", dueAt: invoice.dueAt };',
        to: "",
      },
    ],
    caughtBy: /a default before the deadline/,
    cases: ["nobody pays"],
  },
  {
    name: "a default is written against an attempt from before the deadline",
    edits: [{
      file: "db/cases/cases.ts",
      from: "and t.expires_at > ${at}",
      to: "and t.expires_at > ${at} and false",
    }],
    caughtBy: /emergency spells: should be , is .* default_reversed/,
    cases: ["a payment of the last minutes is known after the deadline"],
  },
  {
    name: "a default is written without asking the bank about an attempt that has expired",
    edits: [{
      file: "workflows/invoice.ts",
      from: "await askOnceMore(",
      to: "void (",
    }],
    caughtBy: /emergency spells: should be , is .* default_reversed/,
    cases: ["an attempt has expired before the deadline, its capture is known to the bank alone"],
  },
  {
    name: "a timely capture that is learnt of late reverses nothing",
    edits: [{
      file: "use_cases/payments/settle_payment.ts",
      from: "if (inTime) await reverseDefault(sql, invoiceId, now);",
      to: "",
    }],
    caughtBy: /a default against a payment captured in time/,
    cases: ["a capture of the term's last millisecond is known hours after the default"],
  },
  {
    name: "a capture at the very end of the term counts as timely",
    edits: [{
      file: "db/cases/cases.ts",
      from: "t.effective_at < i.due_at",
      to: "t.effective_at <= i.due_at",
    }],
    caughtBy: /default: should be .*, is null/,
    cases: ["a capture of the first millisecond after the term is known hours after the default"],
  },
  {
    name: "each try of a reminder has a key of its own",
    edits: [{
      file: "activities/invoices.ts",
      from: "key: noticeKey(invoice.invoiceId, step, channel),",
      to: "key: `${noticeKey(invoice.invoiceId, step, channel)}/${crypto.randomUUID()}`,",
    }],
    caughtBy: /went 2 times|told twice/,
    cases: ["it is paid after reminders, and everything is told twice"],
  },
  {
    name: "reminders go on after the payment",
    edits: [
      {
        file: "workflows/invoice.ts",
        from: 'if (agenda.state === "paid") {',
        to: 'if (agenda.state === "paid" && agenda.steps.length === 0) {',
      },
      {
        file: "activities/invoices.ts",
        from: 'const settled = state === "paid";',
        to: "const settled = false;",
      },
      {
        file: "activities/invoices.ts",
        from: "if (owed <= 0) {",
        to: "if (owed < 0) {",
      },
    ],
    caughtBy: /day\d+ by (sms|email) went and was not due/,
    cases: ["it is paid after reminders, and everything is told twice"],
  },
  {
    name: "a step is left out of the plan",
    edits: [{
      file: "domain/reminder_plan.ts",
      from: '{ day: 25, channels: ["sms"] },',
      to: "",
    }],
    caughtBy: /day25 by sms was due at .* and did not go/,
    cases: ["nobody pays"],
  },
  {
    name: "a signal that comes while a timer runs is lost",
    edits: [{
      file: "workflows/news.ts",
      from: "return await condition(() => news, ms, { summary });",
      to: "return await condition(() => false, ms, { summary });",
    }],
    caughtBy: /was still awaited after the payment/,
    cases: ["it is paid after reminders, and everything is told twice"],
  },
  {
    name: "a case that is told of something before its start takes itself for done",
    edits: [{
      file: "workflows/invoice.ts",
      from: "  const show = viewer();\n",
      to: "  const show = viewer();\n" +
        '  if (await news.before(new Date(Date.now() + 1).toISOString(), "")) return "paid";\n',
    }],
    caughtBy: /should be RUNNING, is COMPLETED/,
    cases: ["an attempt of the moment of publication is refused"],
  },
  {
    name: "no emergency programme follows a default",
    edits: [{
      file: "use_cases/invoices/default_invoice.ts",
      from: "if (!serviceOver && ",
      to: "if (false && ",
    }],
    caughtBy: /a debt in default, and no emergency programme/,
    cases: ["nobody pays"],
  },
  {
    name: "the emergency programme does not end",
    edits: [
      {
        file: "use_cases/payments/settle_payment.ts",
        from:
          "for (const policyId of policies) await restoreFranchise(sql, { policyId, at: now });",
        to: "void policies;",
      },
      {
        file: "workflows/franchise.ts",
        from: "if (story.inEmergency && story.overdueKopecks === 0) return await restore();",
        to: "void restore;",
      },
    ],
    caughtBy: /emergency spells: should be/,
    cases: ["it is paid days after the default"],
  },
  {
    name: "the emergency programme ends on the day of payment",
    edits: [{
      file: "use_cases/decisions/restore_franchise.ts",
      from: "const from = laterOf(date, spell.startsOn);",
      to:
        "void date;\n    const from = laterOf(localDateOf(lastPaidAt, timeZone), spell.startsOn);",
    }],
    caughtBy: /emergency spells: should be/,
    cases: ["it is paid days after the default"],
  },
  {
    name: "the emergency programme ends while another debt is overdue",
    edits: [{
      file: "use_cases/decisions/restore_franchise.ts",
      from: "if (overdue.some((debt) => debt.owedKopecks > 0))",
      to: "if (overdue.every((debt) => debt.owedKopecks > 0))",
    }],
    caughtBy: /emergency spells: should be|no emergency programme/,
    cases: ["one of two debts is paid, then the other"],
  },
  {
    name: "an older calendar is accepted",
    edits: [{
      file: "use_cases/settings/add_calendar.ts",
      from: 'if (backTo !== null && earlierContent === "refuse") {',
      to: "if (false) {",
    }],
    caughtBy: /an older calendar was accepted/,
    cases: ["decrees add days off, take them back, and an old file comes again"],
  },
  {
    name: "a decree moves a deadline earlier than it was promised",
    edits: [{
      file: "domain/due_recount.ts",
      from: "if (counted.dueOn > dueOn) moved.push",
      to: "if (counted.dueOn !== dueOn) moved.push",
    }],
    caughtBy: /due_moves_check/,
    cases: ["decrees add days off, take them back, and an old file comes again"],
  },
  {
    name: "a decree moves no deadline",
    edits: [{
      file: "domain/due_recount.ts",
      from: "if (counted.dueOn > dueOn) moved.push",
      to: "if (false) moved.push",
    }],
    caughtBy: /due on: should be/,
    cases: ["decrees add days off, take them back, and an old file comes again"],
  },
  {
    name: "a recovery opens a day early",
    edits: [{
      file: "domain/invoice.ts",
      from: "export const PRE_TRIAL_DAYS = 30;",
      to: "export const PRE_TRIAL_DAYS = 29;",
    }],
    caughtBy: /a recovery before the pre-trial term ended/,
    cases: ["nobody pays"],
  },
  {
    name: "a recovery stays open after the payment",
    edits: [{
      file: "use_cases/payments/settle_payment.ts",
      from: "await endRecovery(sql, invoiceId,",
      to: "void (endRecovery) || void (",
    }],
    caughtBy: /recovery closed: should be/,
    cases: ["it is paid when it is in recovery"],
  },
  {
    name: "an open call stays on the list after the payment",
    edits: [{
      file: "use_cases/payments/settle_payment.ts",
      from: 'await closeOpenCalls(sql, invoiceId, { detail: "paid", at: now });',
      to: "void closeOpenCalls;",
    }],
    caughtBy: /the call day\d+: should be skipped \(paid\), is open/,
    cases: ["an open call is overtaken by the payment"],
  },
  {
    name: "an answered call does not stop the next one",
    edits: [{
      file: "activities/invoices.ts",
      from: ": await hasAnsweredCall(sql, invoiceId)",
      to: ": false",
    }],
    caughtBy: /the call day\d+: should be skipped \(answered_before\)/,
    cases: ["a call is answered"],
  },
  {
    name: "a kopeck is lost on the way into the books",
    edits: [{
      file: "use_cases/payments/settle_payment.ts",
      from: "const amount = kopecks(Math.max(0, Math.min(owed, amountKopecks)));",
      to: "const amount = kopecks(Math.max(0, Math.min(owed, amountKopecks) - 1));",
    }],
    caughtBy: /owed: should be 0, is 1/,
    cases: ["it is paid days after the default"],
  },
];
