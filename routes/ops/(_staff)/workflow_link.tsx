import type { StaffState } from "../../../state.ts";

/** Leads to the case in the Temporal UI, where there is one. */
export function WorkflowLink({ state, workflowId }: { state: StaffState; workflowId: string }) {
  const { temporalUiUrl } = state.site;
  if (temporalUiUrl === null) return <code>{workflowId}</code>;
  const path = `/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
  return <a href={`${temporalUiUrl.replace(/\/+$/, "")}${path}`} rel="noreferrer">{workflowId}</a>;
}
