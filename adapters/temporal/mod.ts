import type { CaseRun } from "../../domain/drift.ts";

/** A workflow that runs, as the list tells: it lags behind by seconds. */
export interface ListedCase {
  workflowId: string;
  workflowType: string;
}

/** Workflows as Temporal itself knows them; reads only. */
export interface RunningCases {
  /**
   * The latest run of that workflow, exactly as it stands; null where the server knows of none.
   *
   * @throws CasesUnreachable
   */
  look(workflowId: string): Promise<CaseRun | null>;
  /**
   * All that run of these types, page by page.
   *
   * @throws CasesUnreachable
   */
  list(workflowTypes: readonly string[]): AsyncIterable<ListedCase>;
}

/** Temporal does not answer, or has no such namespace. */
export class CasesUnreachable extends Error {
  override readonly name = "CasesUnreachable";
}
