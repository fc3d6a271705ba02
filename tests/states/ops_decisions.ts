import { type Decided, decided } from "./decided.ts";
import type { Who } from "./people.ts";
import { send, type State } from "./state.ts";
import { unclear } from "./unclear.ts";
import type { World } from "./world.ts";

const REASON = "Лежит в больнице до конца месяца, просит подождать";
const FORGIVE = "/ops/decisions/forgive?invoice=:id";
const PAUSE = "/ops/decisions/pause?invoice=:id";
const POSTPONE = "/ops/decisions/postpone?invoice=:id";
const REFUND = "/ops/decisions/refund?person=:id";
const RETURN = "/ops/decisions/return?invoice=:id";

/** Staff's pages about people, their cases, and what is decided of them. */
export const OPS_DECISIONS: readonly State[] = [
  { name: "ops-decisions", as: "staff", path: "/ops/decisions", given: asDecided },
  about("ops-decision-proposed", "/ops/decisions/:id", "proposal"),
  {
    ...about("ops-decision-answer-wrong", "/ops/decisions/:id", "proposal"),
    then: send(),
  },
  about("ops-decision-return", "/ops/decisions/:id", "return"),
  about("ops-decision-postponed", "/ops/decisions/:id", "postponement"),
  about("ops-decision-paused", "/ops/decisions/:id", "pause"),
  about("ops-decision-forgiven", "/ops/decisions/:id", "forgiven"),
  about("ops-decision-refused", "/ops/decisions/:id", "refused"),
  {
    name: "ops-decision-finding",
    as: "staff",
    path: "/ops/decisions/:id",
    ids: async (world) => ({ id: (await world.once(unclear)).finding }),
  },
  { name: "ops-payments-unclear", as: "staff", path: "/ops/payments", given: asUnclear },
  {
    name: "ops-payments-unclear-wrong",
    as: "staff",
    path: "/ops/payments",
    given: asUnclear,
    then: send({}, "Предложить"),
  },
  { ...of("overdue", "ops-forgive", FORGIVE) },
  {
    ...of("overdue", "ops-forgive-wrong", FORGIVE),
    then: send({ amount: "много", reason: "" }),
  },
  {
    ...of("overdue", "ops-forgive-check", FORGIVE),
    then: send({ amount: "100,50", reason: REASON }),
  },
  { ...of("overdue", "ops-pause", PAUSE) },
  { ...of("overdue", "ops-pause-wrong", PAUSE), then: send({ reason: "" }) },
  {
    ...of("overdue", "ops-pause-check", PAUSE),
    then: send({ ...day("15", "12", "2026"), reason: REASON }),
  },
  { ...of("overdue", "ops-postpone-too-late", POSTPONE) },
  {
    ...of("fresh", "ops-postpone-wrong", POSTPONE),
    then: send({ ...day("31", "1", "2020"), reason: "" }),
  },
  {
    ...of("fresh", "ops-postpone-check", POSTPONE),
    then: send({ ...day("1", "2", "2027"), reason: REASON }),
  },
  { ...of("overdue", "ops-return", RETURN) },
  { ...of("overdue", "ops-return-wrong", RETURN), then: send() },
  { ...of("overdue", "ops-return-check", RETURN), then: send({ reason: REASON }) },
  { ...of("paid", "ops-return-not-needed", RETURN) },
  { ...person("overpaid", "ops-refund"), path: REFUND },
  { ...person("overpaid", "ops-refund-wrong"), path: REFUND, then: send() },
  { ...person("overpaid", "ops-refund-check"), path: REFUND, then: send({ reason: REASON }) },
  { ...person("fresh", "ops-refund-nothing"), path: REFUND },
  person("overpaid", "ops-person-overpaid"),
  person("returning", "ops-person-returning"),
  person("settled", "ops-person-settled"),
  about("ops-person-decided", "/ops/people/:id", "person"),
  about("ops-person-decisions", "/ops/people/:id?kind=decision", "person"),
  person("several", "ops-person"),
  person("rich", "ops-person-rich"),
  person("longNamed", "ops-person-long-names"),
  person("newcomer", "ops-person-new"),
  about("ops-case-decided", "/ops/cases/:id", "overdue"),
  about("ops-case-postponed", "/ops/cases/:id", "postponed"),
  of("recovery", "ops-case-recovery", "/ops/cases/:id"),
  of("rich", "ops-case-rich", "/ops/cases/:id"),
  of("paid", "ops-case-paid", "/ops/cases/:id"),
  about("ops-call", "/ops/calls/:id", "call"),
  { ...about("ops-call-wrong", "/ops/calls/:id", "call"), then: send() },
  { name: "ops-calls-open", as: "staff", path: "/ops/calls", given: asDecided },
];

/** What staff see of something that was decided. */
function about(name: string, path: string, which: keyof Decided): State {
  return {
    name,
    as: "staff",
    path,
    ids: async (world) => ({ id: (await world.once(decided))[which] }),
  };
}

/** What staff see of somebody's first invoice. */
function of(who: Who, name: string, path: string): State {
  return {
    name,
    as: "staff",
    path,
    ids: async (world) => ({ id: (await world.person(who)).invoices[0]! }),
  };
}

function person(who: Who, name: string): State {
  return {
    name,
    as: "staff",
    path: "/ops/people/:id",
    ids: async (world) => ({ id: (await world.person(who)).personId }),
  };
}

async function asDecided(world: World): Promise<() => Promise<void>> {
  await world.once(decided);
  return () => Promise.resolve();
}

async function asUnclear(world: World): Promise<() => Promise<void>> {
  await world.once(unclear);
  return () => Promise.resolve();
}

function day(day: string, month: string, year: string) {
  return { "date-day": day, "date-month": month, "date-year": year };
}
