import { TERM_WORKING_DAYS } from "./invoice.ts";
import type { ReminderChannel, ReminderPlan, ReminderStep } from "./reminder_plan.ts";

const CHANNELS: readonly ReminderChannel[] = ["sms", "email", "call"];

export type ParsedPlan =
  | { ok: true; plan: ReminderPlan }
  /** A sentence each, in English, for the command line. */
  | { ok: false; problems: string[] };

/**
 * Reads an employer's plan: `[{"day": 10, "channels": ["email"]}, …]`, in working days after
 * publication. The days ascend and lie within the term; each has a channel, and each only once.
 */
export function parseReminderPlan(json: unknown): ParsedPlan {
  if (!Array.isArray(json)) {
    return { ok: false, problems: ['A plan is a list: [{"day": 10, "channels": ["email"]}, …].'] };
  }
  if (json.length === 0) {
    return { ok: false, problems: ["The plan is empty: it needs one step at least."] };
  }
  const problems: string[] = [];
  const plan: ReminderStep[] = [];
  let earlier = 0;
  for (const [index, step] of json.entries()) {
    const place = `Step ${index + 1}`;
    if (!isObject(step)) {
      problems.push(`${place} is not of the form {"day": 10, "channels": ["email"]}.`);
      continue;
    }
    const strange = Object.keys(step).filter((key) => key !== "day" && key !== "channels");
    if (strange.length > 0) problems.push(`${place} has unknown fields: ${strange.join(", ")}.`);
    const day = readDay(step["day"]);
    if (day === null) {
      problems.push(`${place}: "day" must be a whole number from 1 to ${TERM_WORKING_DAYS}.`);
    } else if (day <= earlier) {
      problems.push(`${place}: day ${day} must come after day ${earlier}.`);
    }
    const channels = readChannels(step["channels"]);
    if (channels === null) {
      problems.push(
        `${place}: "channels" must name one or more of ${CHANNELS.join(", ")}, each once.`,
      );
    }
    earlier = Math.max(earlier, day ?? 0);
    if (day !== null && channels !== null) plan.push({ day, channels });
  }
  return problems.length === 0 ? { ok: true, plan } : { ok: false, problems };
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function readDay(json: unknown): number | null {
  const within = Number.isInteger(json) && Number(json) >= 1 && Number(json) <= TERM_WORKING_DAYS;
  return within ? Number(json) : null;
}

function readChannels(json: unknown): ReminderChannel[] | null {
  if (!Array.isArray(json) || json.length === 0) return null;
  const channels = CHANNELS.filter((channel) => json.includes(channel));
  return channels.length === json.length ? json as ReminderChannel[] : null;
}
