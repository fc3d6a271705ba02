import { defineInsured } from "../../../state.ts";
import { sessionToken } from "../../(_frame)/challenge_cookie.ts";
import { formText } from "../../(_frame)/form_text.ts";

/** Ends a device's session, or all but this one. */
export const handler = defineInsured.handlers({
  GET: (ctx) => ctx.redirect("/profile", 303),

  async POST(ctx) {
    const { state } = ctx;
    const chosen = formText(state.form, "session");
    const others = chosen === "others";
    if (!others && !/^[1-9]\d{0,15}$/.test(chosen)) return ctx.redirect("/profile", 303);
    const ended = await state.useCases.endSessions({
      accountId: state.owner.accountId,
      sessionToken: sessionToken(state),
      sessionId: others ? null : Number(chosen),
    });
    return ctx.redirect(`/profile?ended=${ended}#devices`, 303);
  },
});
