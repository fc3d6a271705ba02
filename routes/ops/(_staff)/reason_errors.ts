import type { FieldError } from "../../../components/page/form.tsx";
import { reasonFault, STAFF_REASON_LENGTH } from "../../../domain/staff_reason.ts";

/** What to say where the reason is missing, and at which field. */
export interface ReasonField {
  field: string;
  missing: string;
}

const WHY: ReasonField = { field: "reason", missing: "Напишите, почему вы так решили" };

/** What is wrong with a reason that was typed, at its field; every form of staff's has one limit. */
export function reasonErrors(reason: string, { field, missing }: ReasonField = WHY): FieldError[] {
  switch (reasonFault(reason)) {
    case null:
      return [];
    case "reason_missing":
      return [{ field, message: missing }];
    case "reason_long": {
      const { length } = reason.trim();
      return [{ field, message: `Сократите до ${STAFF_REASON_LENGTH} знаков: сейчас ${length}` }];
    }
  }
}
