import { defineSearchAttributeKey } from "@temporalio/common";

/** What operators filter cases by in the Temporal UI. Ids are keywords, so integers stay free. */
export const STAGE = defineSearchAttributeKey("Stage", "KEYWORD");
export const DUE_AT = defineSearchAttributeKey("DueAt", "DATETIME");
export const EMPLOYER_ID = defineSearchAttributeKey("EmployerId", "KEYWORD");
export const FRANCHISE_ID = defineSearchAttributeKey("FranchiseId", "KEYWORD");
export const AMOUNT_KOPECKS = defineSearchAttributeKey("AmountKopecks", "INT");
export const OVERDUE = defineSearchAttributeKey("Overdue", "BOOL");

/** All of them: a server must know each before a workflow may set it. */
export const SEARCH_ATTRIBUTES = [
  STAGE,
  DUE_AT,
  EMPLOYER_ID,
  FRANCHISE_ID,
  AMOUNT_KOPECKS,
  OVERDUE,
] as const;

/** Those that are compared with the facts in Postgres. */
export const SHOWN = { dueAt: DUE_AT, amountKopecks: AMOUNT_KOPECKS, overdue: OVERDUE } as const;
