import { HttpError } from "fresh";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextArea,
  titleWithErrors,
} from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../../components/page/notice.tsx";
import { defineOps, type StaffState } from "../../../../../../state.ts";
import { formText } from "../../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import { type Contact, type Employer, employerOf } from "../../../../(_staff)/employer_contacts.ts";
import { reasonErrors } from "../../../../(_staff)/reason_errors.ts";
import { actorOf, pathNumber } from "../../../../(_staff)/staff_actor.ts";

interface EndData {
  employer: Employer;
  contact: Contact;
  reason: string;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const data: EndData = { ...await wanted(ctx.state, ctx.params), reason: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { employer, contact } = await wanted(state, ctx.params);
    const reason = formText(state.form, "reason");
    const errors = reasonErrors(reason);
    if (errors.length > 0) {
      const data: EndData = { employer, contact, reason, errors };
      return { data, status: 422 };
    }
    const ended = await state.useCases.endEmployerContact({
      employerId: employer.id,
      of: { contactId: contact.id },
      reason,
      actor: actorOf(state),
    });
    const told = `done=${ended.ok ? "ended" : "gone"}&contact=${contact.id}`;
    return ctx.redirect(`/ops/employers/${employer.id}?${told}`, 303);
  },
});

async function wanted(
  state: StaffState,
  params: Readonly<Record<string, string>>,
): Promise<{ employer: Employer; contact: Contact }> {
  const employer = await employerOf(state, params["id"]);
  const contactId = pathNumber(params["contact"]);
  const contact = employer.contacts.find(({ id }) => id === contactId);
  if (!contact) throw new HttpError(404);
  return { employer, contact };
}

export default defineOps.page<typeof handler>(function EndContact({ data, state }) {
  const { employer, contact, reason, errors } = data;
  const title = `Убрать контакт: ${contact.name}`;
  const path = `/ops/employers/${employer.id}`;
  const others = employer.contacts.filter(({ id, endedAt }) =>
    endedAt === null && id !== contact.id
  );
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/employers">
      <ErrorSummary errors={errors} />
      <BackLink href={path}>{employer.name}</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {contact.endedAt !== null
          ? <p>Этот контакт уже убран: войти он&nbsp;не&nbsp;может.</p>
          : (
            <form class="form" method="post" action={`${path}/contacts/${contact.id}`} novalidate>
              <CsrfField token={state.csrfToken} />
              {others.length === 0 && (
                <Notice tone="warn" title="Это последний контакт">
                  <p>
                    Отчет о&nbsp;долгах станет некому отправить и&nbsp;подтвердить. Сначала добавьте
                    другого.
                  </p>
                </Notice>
              )}
              <dl class="facts">
                <dt>Работодатель</dt>
                <dd>{employer.name}</dd>
                <dt>Почта</dt>
                <dd class="id">{contact.email}</dd>
              </dl>
              <p>
                Он&nbsp;сразу выйдет из&nbsp;кабинета работодателя и&nbsp;больше не&nbsp;получит
                {" "}
                писем. Всё, что он&nbsp;отметил, останется.
              </p>
              <TextArea
                name="reason"
                label="Почему"
                hint="Останется в&nbsp;журнале"
                value={reason}
                error={errorOf(errors, "reason")}
                required
              />
              <div class="actions">
                <SubmitButton>Убрать контакт</SubmitButton>
                <a class="link" href={path}>Не&nbsp;убирать</a>
              </div>
            </form>
          )}
      </div>
    </OpsFrame>
  );
});
