import { defineInsured } from "../../../state.ts";
import { askForCode, contactForm, ContactPage } from "./(_contact)/contact_page.tsx";

export const handler = defineInsured.handlers({
  GET: (ctx) => contactForm(ctx.url),
  POST: async (ctx) => await askForCode(ctx.state, "email") ?? ctx.redirect("/profile/code", 303),
});

export default defineInsured.page<typeof handler>(function NewEmail({ data, state }) {
  return <ContactPage kind="email" data={data} state={state} />;
});
