/** An error put into a copy of the product by replacing exact text. */
export interface PlantedError {
  name: string;
  edits: { file: string; from: string; to: string }[];
  /** What one of the differences must say. */
  caughtBy: RegExp;
  /** Cases of the seed that come upon it. */
  only: readonly number[];
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
    only: [0, 1],
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
        file: "use_cases/default_invoice.ts",
        from: 'if (at < invoice.dueAt) return { outcome: "moved", dueAt: invoice.dueAt };',
        to: "",
      },
    ],
    caughtBy: /a default before the deadline/,
    only: [0, 1],
  },
  {
    name: "a default is written against an attempt from before the deadline",
    edits: [{
      file: "use_cases/default_invoice.ts",
      from: 'if (until) return { outcome: "held", until };',
      to: "void until;",
    }],
    caughtBy: /default: should be/,
    only: [0, 1],
  },
  {
    name: "a default is written without asking the bank about an attempt that has expired",
    edits: [{
      file: "workflows/invoice.ts",
      from: "await askOnceMore(",
      to: "void (",
    }],
    caughtBy: /./,
    only: [0, 1],
  },
  {
    name: "a timely capture that is learnt of late reverses nothing",
    edits: [{
      file: "use_cases/settle_payment.ts",
      from: "if (inTime) await reverseDefault(sql, invoiceId, now);",
      to: "",
    }],
    caughtBy: /a default against a payment captured in time/,
    only: [0, 1],
  },
  {
    name: "a capture at the very end of the term counts as timely",
    edits: [{
      file: "db/cases.ts",
      from: "t.effective_at < i.due_at",
      to: "t.effective_at <= i.due_at",
    }],
    caughtBy: /./,
    only: [0, 1],
  },
  {
    name: "each try of a reminder has a key of its own",
    edits: [{
      file: "activities/invoices.ts",
      from: "key: noticeKey(invoice.invoiceId, step, channel),",
      to: "key: `${noticeKey(invoice.invoiceId, step, channel)}/${crypto.randomUUID()}`,",
    }],
    caughtBy: /went 2 times|told twice/,
    only: [0, 1],
  },
  {
    name: "reminders go on after the payment",
    edits: [
      {
        file: "workflows/invoice.ts",
        from: 'if (agenda.state === "paid") return "paid";',
        to: 'if (agenda.state === "paid" && agenda.steps.length === 0) return "paid";',
      },
      {
        file: "activities/invoices.ts",
        from: 'const steps = state === "paid" ? [] : await stepsOf(invoice);',
        to: "const steps = await stepsOf(invoice);",
      },
      {
        file: "activities/invoices.ts",
        from: "if (owed <= 0) return null;",
        to: "",
      },
    ],
    caughtBy: /day\d+ by (sms|email) went and was not due/,
    only: [0, 1],
  },
  {
    name: "a step is left out of the plan",
    edits: [{
      file: "domain/reminder_plan.ts",
      from: '{ day: 25, channels: ["sms"] },',
      to: "",
    }],
    caughtBy: /day25 by sms was due at .* and did not go/,
    only: [0, 1],
  },
  {
    name: "a signal that comes while a timer runs is lost",
    edits: [{
      file: "workflows/news.ts",
      from: "return await condition(() => news, ms, { summary });",
      to: "return await condition(() => false, ms, { summary });",
    }],
    caughtBy: /should be COMPLETED, is RUNNING/,
    only: [0, 1],
  },
  {
    name: "a signal that comes while the rows are read is lost",
    edits: [{
      file: "workflows/invoice.ts",
      from: "    news.clear();\n    return await facts.readInvoice",
      to: "    await null;\n    return await facts.readInvoice",
    }, {
      file: "workflows/invoice.ts",
      from: "    show(viewOf(invoiceId, agenda));\n    if (agenda.state",
      to: "    news.clear();\n    show(viewOf(invoiceId, agenda));\n    if (agenda.state",
    }],
    caughtBy: /./,
    only: [0, 1],
  },
  {
    name: "a case that is told of something before its start takes itself for done",
    edits: [{
      file: "workflows/invoice.ts",
      from: "  const show = viewer();\n",
      to: "  const show = viewer();\n" +
        '  if (await news.before(new Date(Date.now() + 1).toISOString(), "")) return "paid";\n',
    }],
    caughtBy: /./,
    only: [0, 1],
  },
  {
    name: "no emergency programme follows a default",
    edits: [{
      file: "use_cases/default_invoice.ts",
      from: "if (!serviceOver && ",
      to: "if (false && ",
    }],
    caughtBy: /a debt in default, and no emergency programme/,
    only: [0, 1],
  },
  {
    name: "the emergency programme does not end",
    edits: [
      {
        file: "use_cases/settle_payment.ts",
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
    only: [0, 1],
  },
  {
    name: "the emergency programme ends on the day of payment",
    edits: [{
      file: "use_cases/restore_franchise.ts",
      from: "const from = laterOf(date, spell.startsOn);",
      to:
        "void date;\n    const from = laterOf(localDateOf(lastPaidAt, timeZone), spell.startsOn);",
    }],
    caughtBy: /emergency spells: should be/,
    only: [0, 1],
  },
  {
    name: "the emergency programme ends while another debt is overdue",
    edits: [{
      file: "use_cases/restore_franchise.ts",
      from: "if (overdue.some((debt) => debt.owedKopecks > 0))",
      to: "if (overdue.every((debt) => debt.owedKopecks > 0))",
    }],
    caughtBy: /emergency spells: should be|no emergency programme/,
    only: [0, 1],
  },
  {
    name: "an older calendar is accepted",
    edits: [{
      file: "use_cases/add_calendar.ts",
      from: 'if (backTo !== null && earlierContent === "refuse") {',
      to: "if (false) {",
    }],
    caughtBy: /an older calendar was accepted/,
    only: [0, 1],
  },
  {
    name: "a decree moves a deadline earlier than it was promised",
    edits: [{
      file: "domain/due_recount.ts",
      from: "if (counted.dueOn > dueOn) moved.push",
      to: "if (counted.dueOn !== dueOn) moved.push",
    }],
    caughtBy: /due_moves_check/,
    only: [0, 1],
  },
  {
    name: "a decree moves no deadline",
    edits: [{
      file: "domain/due_recount.ts",
      from: "if (counted.dueOn > dueOn) moved.push",
      to: "if (counted.dueOn > `${dueOn}~`) moved.push",
    }],
    caughtBy: /due on: should be/,
    only: [0, 1],
  },
  {
    name: "a recovery opens a day early",
    edits: [{
      file: "domain/invoice.ts",
      from: "export const PRE_TRIAL_DAYS = 30;",
      to: "export const PRE_TRIAL_DAYS = 29;",
    }],
    caughtBy: /a recovery before the pre-trial term ended/,
    only: [0, 1],
  },
  {
    name: "a recovery stays open after the payment",
    edits: [{
      file: "use_cases/settle_payment.ts",
      from: "await endRecovery(sql, invoiceId,",
      to: "void (endRecovery) || void (",
    }],
    caughtBy: /recovery closed: should be/,
    only: [0, 1],
  },
  {
    name: "an open call stays on the list after the payment",
    edits: [{
      file: "use_cases/settle_payment.ts",
      from: 'await closeOpenCalls(sql, invoiceId, { detail: "paid", at: now });',
      to: "void closeOpenCalls;",
    }],
    caughtBy: /the call day\d+: should be skipped \(paid\), is open/,
    only: [0, 1],
  },
  {
    name: "an answered call does not stop the next one",
    edits: [{
      file: "activities/invoices.ts",
      from: "await hasAnsweredCall(sql, invoiceId) ?",
      to: "false ?",
    }],
    caughtBy: /the call day\d+: should be skipped \(answered_before\)/,
    only: [0, 1],
  },
  {
    name: "a kopeck is lost on the way into the books",
    edits: [{
      file: "use_cases/settle_payment.ts",
      from: "const amount = kopecks(Math.max(0, Math.min(owed, amountKopecks)));",
      to: "const amount = kopecks(Math.max(0, Math.min(owed, amountKopecks) - 1));",
    }],
    caughtBy: /owed: should be 0, is 1/,
    only: [0, 1],
  },
];
