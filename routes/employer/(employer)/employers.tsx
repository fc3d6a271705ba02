import { HttpError } from "fresh";
import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { defineEmployer } from "../../../state.ts";
import { sessionToken } from "../../(_frame)/challenge_cookie.ts";
import { EmployerFrame } from "../../(_frame)/employer_frame.tsx";
import { formText } from "../../(_frame)/form_text.ts";

export const handler = defineEmployer.handlers({
  async GET({ state }) {
    return { data: await state.useCases.employersOf(state.owner.email) };
  },

  async POST(ctx) {
    const { state } = ctx;
    const typed = formText(state.form, "contact");
    const contactId = /^[1-9]\d{0,14}$/.test(typed) ? Number(typed) : null;
    const chosen = contactId !== null &&
      await state.useCases.chooseEmployer({ token: sessionToken(state), contactId });
    if (!chosen) throw new HttpError(404);
    return ctx.redirect("/employer", 303);
  },
});

export default defineEmployer.page<typeof handler>(function Employers({ data, state }) {
  return (
    <EmployerFrame state={state} title="Выберите работодателя" width="narrow">
      <div class="sheet">
        <h1>Выберите работодателя</h1>
        <ul class="records">
          {data.map(({ contactId, employer }) => (
            <li class="record" key={contactId}>
              <p class="record-title">{employer}</p>
              <form class="record-act" method="post" action="/employer/employers">
                <CsrfField token={state.csrfToken} />
                <input type="hidden" name="contact" value={contactId} />
                <SubmitButton tone="text">
                  Открыть<span class="vh">: {employer}</span>
                </SubmitButton>
              </form>
            </li>
          ))}
        </ul>
      </div>
    </EmployerFrame>
  );
});
