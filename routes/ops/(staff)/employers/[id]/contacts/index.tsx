import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextArea,
  TextField,
  titleWithErrors,
} from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { contactFaults, sameMailbox } from "../../../../../../domain/contact.ts";
import { defineOps } from "../../../../../../state.ts";
import { formText } from "../../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import { type Employer, employerOf } from "../../../../(_staff)/employer_contacts.ts";
import { stepOf } from "../../../../(_staff)/decision_form.tsx";
import { reasonErrors } from "../../../../(_staff)/reason_errors.ts";
import { actorOf } from "../../../../(_staff)/staff_actor.ts";

interface NewContactData {
  employer: Employer;
  typed: { name: string; email: string; reason: string };
  errors: FieldError[];
  /** All is typed well: shown once more before it is sent. */
  checked: boolean;
}

const REFUSALS = {
  bad_email: { field: "email", message: "Введите почту, например anna@company.ru" },
  no_name: { field: "name", message: "Введите имя, до 200 знаков" },
  known: { field: "email", message: "Этот адрес у\u00a0работодателя уже есть" },
} as const;

const WHENCE = { field: "reason", missing: "Напишите, кто и\u00a0как назвал этого человека" };

export const handler = defineOps.handlers({
  async GET(ctx) {
    const employer = await employerOf(ctx.state, ctx.params["id"]);
    const typed = { name: "", email: "", reason: "" };
    const data: NewContactData = { employer, typed, errors: [], checked: false };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const text = (name: string) => formText(state.form, name);
    const employer = await employerOf(state, ctx.params["id"]);
    const typed = { name: text("name"), email: text("email"), reason: text("reason") };
    const shown: NewContactData = { employer, typed, errors: [], checked: false };
    const step = stepOf(state.form);
    if (step === "edit") return { data: shown };
    const contact = { employerId: employer.id, ...typed };
    const known = employer.contacts.some(({ email, endedAt }) =>
      endedAt === null && email === sameMailbox(typed.email)
    );
    const errors = [
      ...contactFaults(typed).map((fault) => REFUSALS[fault]),
      ...(known ? [REFUSALS.known] : []),
      ...reasonErrors(typed.reason, WHENCE),
    ];
    if (errors.length > 0) return { data: { ...shown, errors }, status: 422 };
    if (step === "check") return { data: { ...shown, checked: true } };
    const named = await state.useCases.nameEmployerContact({ ...contact, actor: actorOf(state) });
    if (!named.ok) return { data: { ...shown, errors: [REFUSALS[named.reason]] }, status: 422 };
    const told = `done=named&contact=${named.contactId}`;
    return ctx.redirect(`/ops/employers/${employer.id}?${told}`, 303);
  },
});

export default defineOps.page<typeof handler>(function NewContact({ data, state }) {
  const { employer, errors } = data;
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors(`Новый контакт: ${employer.name}`, errors)}
      current="/ops/employers"
    >
      <ErrorSummary errors={errors} />
      <BackLink href={`/ops/employers/${employer.id}`}>{employer.name}</BackLink>
      <h1>Новый контакт</h1>
      <div class="stack">
        <p>
          Контакт увидит долги всех работников по&nbsp;договору: имена и&nbsp;суммы. Добавляйте
          только того, кого назвал сам работодатель.
        </p>
        {data.checked
          ? <Check data={data} csrf={state.csrfToken} />
          : <Edit data={data} csrf={state.csrfToken} />}
      </div>
    </OpsFrame>
  );
});

interface FormProps {
  data: NewContactData;
  csrf: string;
}

function Edit({ data: { employer, typed, errors }, csrf }: FormProps) {
  return (
    <form class="form" method="post" action={contactsPath(employer)} novalidate>
      <CsrfField token={csrf} />
      <TextField
        name="name"
        label="Имя, как к нему обращаться"
        autocomplete="off"
        value={typed.name}
        error={errorOf(errors, "name")}
        required
      />
      <TextField
        name="email"
        type="email"
        inputmode="email"
        label="Рабочая почта"
        hint="На нее придут код для входа и письма об отчетах"
        autocomplete="off"
        value={typed.email}
        error={errorOf(errors, "email")}
        required
      />
      <TextArea
        name="reason"
        label="Кто и как назвал"
        hint="«Письмо кадров от 12 мая, № 41». Останется в журнале"
        value={typed.reason}
        error={errorOf(errors, "reason")}
        required
      />
      <SubmitButton name="step" value="check">Проверить</SubmitButton>
    </form>
  );
}

function Check({ data: { employer, typed }, csrf }: FormProps) {
  return (
    <form class="form" method="post" action={contactsPath(employer)}>
      <CsrfField token={csrf} />
      {Object.entries(typed).map(([name, value]) => (
        <input type="hidden" key={name} name={name} value={value} />
      ))}
      <section class="stack" aria-labelledby="check">
        <h2 id="check">Проверьте и&nbsp;отправьте</h2>
        <dl class="facts">
          <dt>Работодатель</dt>
          <dd>{employer.name}</dd>
          <dt>Имя</dt>
          <dd>{typed.name}</dd>
          <dt>Почта</dt>
          <dd class="id">{typed.email}</dd>
          <dt>Кто и&nbsp;как назвал</dt>
          <dd>{typed.reason}</dd>
        </dl>
      </section>
      <div class="actions">
        <SubmitButton name="step" value="send">Добавить контакт</SubmitButton>
        <SubmitButton name="step" value="edit" tone="quiet">Изменить</SubmitButton>
      </div>
    </form>
  );
}

function contactsPath({ id }: Employer): string {
  return `/ops/employers/${id}/contacts`;
}
