import { setCurrentDetails, upsertSearchAttributes } from "@temporalio/workflow";
import {
  AMOUNT_KOPECKS,
  DUE_AT,
  EMPLOYER_ID,
  FRANCHISE_ID,
  OVERDUE,
  STAGE,
} from "./search_attributes.ts";

/** What an operator sees of a case in the Temporal UI. */
export interface View {
  stage: string;
  /** When something happens by itself next, ISO; null while only an event is awaited. */
  dueAt?: string | null;
  employerId?: number;
  franchiseId?: number;
  amountKopecks?: number;
  overdue?: boolean;
  /** Markdown: what is awaited, until when, what then. */
  details: string;
}

/** Shows views, writing to the history only what differs from the one before. */
export function viewer(): (view: View) => void {
  let shown = "";
  return (view) => {
    setCurrentDetails(view.details);
    const { details: _, ...indexed } = view;
    const key = JSON.stringify(indexed);
    if (key === shown) return;
    shown = key;
    upsertSearchAttributes([
      { key: STAGE, value: view.stage },
      { key: DUE_AT, value: view.dueAt ? new Date(view.dueAt) : null },
      ...(view.employerId === undefined
        ? []
        : [{ key: EMPLOYER_ID, value: String(view.employerId) }]),
      ...(view.franchiseId === undefined
        ? []
        : [{ key: FRANCHISE_ID, value: String(view.franchiseId) }]),
      ...(view.amountKopecks === undefined
        ? []
        : [{ key: AMOUNT_KOPECKS, value: view.amountKopecks }]),
      ...(view.overdue === undefined ? [] : [{ key: OVERDUE, value: view.overdue }]),
    ]);
  };
}
