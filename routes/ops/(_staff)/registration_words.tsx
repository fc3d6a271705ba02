import { fullName } from "../../../domain/person_name.ts";
import { formatDateTime } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { INSURER_ZONE } from "./staff_actor.ts";

export type Registration = NonNullable<
  Awaited<ReturnType<StaffState["useCases"]["readRegistration"]>>
>;

export const REGISTRATIONS_PATH = "/ops/registrations";

/** What a decision, or the attempt at one, has come to. */
export type RegistrationOutcome = "confirmed" | "refused" | "decided" | "taken";

export const OUTCOME_WORDS: Readonly<Record<RegistrationOutcome, string>> = {
  confirmed: "Подтвердили: может войти по\u00a0этому номеру",
  refused: "Отказали: кабинет не\u00a0открыт",
  decided: "Уже решено раньше: ничего не\u00a0изменилось",
  taken: "У\u00a0человека или у\u00a0номера уже есть кабинет: ничего не\u00a0изменилось",
};

/** «Образцова Майя Тестовна. Отказали: кабинет не открыт» */
export function outcomeTitle(outcome: RegistrationOutcome, registration: Registration): string {
  return `${fullName(registration)}. ${OUTCOME_WORDS[outcome]}`;
}

/** Who decided what, when and why. */
export function DecisionMade({ decision }: { decision: NonNullable<Registration["decision"]> }) {
  return (
    <>
      <b>{decision.made === "confirmed" ? "Подтверждена" : "Отказано"}</b>
      {decision.reason !== null && <>: {decision.reason}</>}
      <p class="small muted">{decision.staff}, {formatDateTime(decision.at, INSURER_ZONE)}</p>
    </>
  );
}
