import { HttpError } from "fresh";
import { forPerson } from "../../../../components/page/person_switch.tsx";
import { defineInsured } from "../../../../state.ts";
import { loadPolicies } from "../../../(_frame)/policies_data.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { shownPerson } from "../../../(_frame)/shown_person.ts";
import Policies from "../index.tsx";

const UNREAD = "Поставьте отметку: без согласия обслуживание не откроется";

export const handler = defineInsured.handlers({
  GET: (ctx) => {
    const shown = shownPerson(ctx.url, ctx.state.owner);
    return ctx.redirect(forPerson("/policies", shown?.personId ?? null), 303);
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const { useCases, owner, today, ip } = state;
    const policyId = Number(ctx.params["id"]);
    const field = `consent-${policyId}`;
    const shownId = shownPerson(url, owner)?.personId ?? null;
    const { policies } = await useCases.readPolicies({ viewer: owner, shownId, today, ip });
    if (!policies.some((policy) => policy.id === policyId)) throw new HttpError(404);

    if (!state.form.has(field)) {
      const data = await loadPolicies(state, { url, errors: [{ field, message: UNREAD }] });
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
      ip,
      userAgent: state.userAgent,
    });
    if (activated.ok || activated.reason === "already_activated") {
      return ctx.redirect(forPerson(`/policies?activated=${policyId}`, shownId), 303);
    }
    if (activated.reason === "unknown_policy") throw new HttpError(404);
    const message = activated.reason === "policy_ended"
      ? "Полис закончится раньше, чем открылось бы обслуживание"
      : "Условия обновились. Прочитайте новую версию и отправьте снова";
    return { data: await loadPolicies(state, { url, errors: [{ field, message }] }), status: 422 };
  },
});

export default Policies;
