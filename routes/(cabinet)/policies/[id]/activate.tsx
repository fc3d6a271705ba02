import { HttpError } from "fresh";
import { defineInsured } from "../../../../state.ts";
import { loadPolicies } from "../../../(_frame)/policies_data.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import Policies from "../index.tsx";

const UNREAD = "Поставьте отметку: без согласия обслуживание не откроется";

export const handler = defineInsured.handlers({
  GET: (ctx) => ctx.redirect("/policies", 303),

  async POST(ctx) {
    const { state } = ctx;
    const { useCases, owner, today } = state;
    const policyId = Number(ctx.params["id"]);
    const field = `consent-${policyId}`;
    const { personId } = owner;
    const { policies } = await useCases.readPolicies({ personId, today, ip: state.ip });
    if (!policies.some((policy) => policy.id === policyId)) throw new HttpError(404);

    if (!state.form.has(field)) {
      const data = await loadPolicies(state, { errors: [{ field, message: UNREAD }] });
      return { data, status: 422 };
    }
    const documentId = Number(formText(state.form, "document"));
    const activated = await useCases.activateFranchise({
      policyId,
      givenBy: owner.personId,
      documentId: Number.isSafeInteger(documentId) ? documentId : 0,
      source: "web",
      challengeId: owner.challengeId,
      phone: owner.phone,
      ip: state.ip,
      userAgent: state.userAgent,
    });
    if (activated.ok || activated.reason === "already_activated") {
      return ctx.redirect(`/policies?activated=${policyId}`, 303);
    }
    if (activated.reason === "unknown_policy") throw new HttpError(404);
    const message = activated.reason === "policy_ended"
      ? "Полис закончится раньше, чем открылось бы обслуживание"
      : "Условия обновились. Прочитайте новую редакцию и отправьте снова";
    return { data: await loadPolicies(state, { errors: [{ field, message }] }), status: 422 };
  },
});

export default Policies;
