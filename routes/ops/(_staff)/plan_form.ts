import type { FieldError } from "../../../components/page/form.tsx";
import { TERM_WORKING_DAYS } from "../../../domain/invoice.ts";
import {
  DEFAULT_REMINDER_PLAN,
  type ReminderChannel,
  type ReminderPlan,
} from "../../../domain/reminder_plan.ts";
import { formText } from "../../(_frame)/form_text.ts";

/** Steps that the form has room for. */
const STEPS = 10;

export const CHANNEL_TITLES: Readonly<Record<ReminderChannel, string>> = {
  sms: "СМС",
  email: "Письмо",
  call: "Звонок",
};

const CHANNELS = Object.keys(CHANNEL_TITLES) as ReminderChannel[];

/** A row of the plan's form, as it was typed. */
export interface TypedStep {
  day: string;
  channels: readonly ReminderChannel[];
}

/** The rows for a plan, the empty ones below; an employer without one sees the product's. */
export function stepsOf(plan: ReminderPlan | null): TypedStep[] {
  const steps = (plan ?? DEFAULT_REMINDER_PLAN).map(({ day, channels }) => ({
    day: String(day),
    channels,
  }));
  return withRoom(steps);
}

export function typedSteps(form: FormData): TypedStep[] {
  const steps = Array.from({ length: STEPS }, (_, at) => ({
    day: formText(form, `day-${at}`),
    channels: CHANNELS.filter((channel) => form.has(`${channel}-${at}`)),
  }));
  return withRoom(steps);
}

/** Reads the rows that have a day; each later than the one above, with a channel. */
export function readSteps(
  steps: readonly TypedStep[],
): { ok: true; plan: ReminderPlan } | { ok: false; errors: FieldError[] } {
  const errors: FieldError[] = [];
  let earlier = 0;
  const plan = steps.flatMap(({ day, channels }, at) => {
    if (day === "" && channels.length === 0) return [];
    const field = `day-${at}`;
    const read = /^\d{1,2}$/.test(day) ? Number(day) : 0;
    if (read < 1 || read > TERM_WORKING_DAYS) {
      errors.push({ field, message: `Введите рабочий день от 1 до ${TERM_WORKING_DAYS}` });
    } else if (read <= earlier) {
      errors.push({ field, message: `День ${read} должен быть позже дня ${earlier}` });
    } else if (channels.length === 0) {
      errors.push({ field, message: `Отметьте, как напомнить на\u00a0${read}-й день` });
    }
    earlier = Math.max(earlier, read);
    return [{ day: read, channels }];
  });
  if (errors.length > 0) return { ok: false, errors };
  if (plan.length > 0) return { ok: true, plan };
  const message = "Введите хотя бы одно напоминание";
  return { ok: false, errors: [{ field: "day-0", message }] };
}

function withRoom(steps: TypedStep[]): TypedStep[] {
  const room = Array.from({ length: Math.max(0, STEPS - steps.length) }, () => ({
    day: "",
    channels: [],
  }));
  return [...steps, ...room];
}
