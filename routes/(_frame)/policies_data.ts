import type { FieldError } from "../../components/form.tsx";
import type { InsuredState } from "../../state.ts";

/** What «Мои полисы» shows, with the errors of a refused activation. */
export async function loadPolicies(state: InsuredState, { errors }: { errors: FieldError[] }) {
  const { useCases, owner, today } = state;
  const [{ policies, calendar }, documents] = await Promise.all([
    useCases.readPolicies({ personId: owner.personId, today }),
    useCases.currentDocuments(today),
  ]);
  return { policies, calendar, terms: documents.franchise_terms, errors };
}
