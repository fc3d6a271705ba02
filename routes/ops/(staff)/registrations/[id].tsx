import { HttpError } from "fresh";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextArea,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { fullName } from "../../../../domain/person_name.ts";
import { formatPhone } from "../../../../domain/phone.ts";
import { dayAndYear, formatDateTime } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import {
  type ListView,
  listView,
  pageOffset,
  viewFields,
  workHref,
} from "../../(_staff)/list_query.ts";
import { reasonErrors } from "../../(_staff)/reason_errors.ts";
import {
  DecisionMade,
  type Registration,
  type RegistrationOutcome,
  REGISTRATIONS_PATH,
} from "../../(_staff)/registration_words.tsx";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../(_staff)/staff_actor.ts";

interface RegistrationData {
  registration: Registration;
  /** Where in the list it stands: the form and the way back lead there. */
  view: ListView;
  offset: number;
  reason: string;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url: { searchParams: words } } = ctx;
    const data: RegistrationData = {
      registration: await wanted(state, ctx.params["id"]),
      view: listView("registrations", words),
      offset: pageOffset(words),
      reason: "",
      errors: [],
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const text = (name: string) => formText(state.form, name);
    const registration = await wanted(state, ctx.params["id"]);
    const view = listView("registrations", { get: text });
    const offset = pageOffset({ get: text });
    const reason = text("because");
    const refuse = (errors: FieldError[]) => {
      const data: RegistrationData = { registration, view, offset, reason, errors };
      return { data, status: 422 };
    };
    const decision = text("decision");
    if (decision !== "confirm" && decision !== "refuse") return refuse(reasonFaults(reason));
    const decided = await state.useCases.confirmRegistration({
      registrationId: registration.id,
      decision,
      reason,
      ...actorOf(state),
    });
    if (!decided.ok) {
      if (decided.reason === "unknown") throw new HttpError(404);
      if (decided.reason !== "decided" && decided.reason !== "taken") {
        return refuse(reasonFaults(reason));
      }
    }
    const outcome: RegistrationOutcome = !decided.ok
      ? decided.reason === "taken" ? "taken" : "decided"
      : decision === "confirm"
      ? "confirmed"
      : "refused";
    const back = workHref(REGISTRATIONS_PATH, view, { offset });
    const told = `outcome=${outcome}&registration=${registration.id}`;
    return ctx.redirect(`${back}${back.includes("?") ? "&" : "?"}${told}`, 303);
  },
});

function reasonFaults(reason: string): FieldError[] {
  const missing = "Напишите, как сверили или почему отказываете";
  return reasonErrors(reason, { field: "because", missing });
}

async function wanted(state: StaffState, id: string | undefined): Promise<Registration> {
  const registrationId = pathNumber(id);
  const registration = registrationId === null
    ? null
    : await state.useCases.readRegistration({ registrationId, actor: actorOf(state) });
  if (registration === null) throw new HttpError(404);
  return registration;
}

export default defineOps.page<typeof handler>(function RegistrationPage({ data, state }) {
  const { registration, errors, view, offset } = data;
  const title = `Регистрация: ${fullName(registration)}`;
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current={REGISTRATIONS_PATH}>
      <ErrorSummary errors={errors} />
      <BackLink href={workHref(REGISTRATIONS_PATH, view, { offset })}>Регистрации</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        <Facts registration={registration} />
        {registration.decision === null && mayAct(state.owner, "/ops/registrations/:id") && (
          <Decision data={data} csrf={state.csrfToken} />
        )}
      </div>
    </OpsFrame>
  );
});

function Facts({ registration }: { registration: Registration }) {
  const { rosterPhone, decision } = registration;
  return (
    <section class="sheet" aria-labelledby="facts">
      <h2 id="facts">Что сверить</h2>
      <dl class="facts">
        <dt>ФИО по&nbsp;списку</dt>
        <dd>
          <a href={`/ops/people/${registration.personId}`}>{fullName(registration)}</a>
        </dd>
        <dt>Дата рождения</dt>
        <dd>{dayAndYear(registration.birthDate)}</dd>
        <dt>Работодатель</dt>
        <dd>{registration.employer}, табельный номер {registration.personnelNumber}</dd>
        <dt>Телефон в&nbsp;списке</dt>
        <dd class="nb">{rosterPhone === null ? "нет" : formatPhone(rosterPhone)}</dd>
        <dt>Введенный телефон</dt>
        <dd>
          <b class="nb">{formatPhone(registration.phone)}</b>, код введен{" "}
          {formatDateTime(registration.confirmedAt, INSURER_ZONE)}
        </dd>
        <dt>Почта</dt>
        <dd>{registration.email}</dd>
        {decision && (
          <>
            <dt>Решение</dt>
            <dd>
              <DecisionMade decision={decision} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Decision({ data, csrf }: { data: RegistrationData; csrf: string }) {
  const { registration, view, offset, reason, errors } = data;
  return (
    <section class="sheet" aria-labelledby="decision">
      <h2 id="decision">Решение</h2>
      {registration.taken && (
        <Notice tone="warn" title="Подтвердить нельзя: кабинет уже есть">
          <p>У&nbsp;этого человека или у&nbsp;другого с&nbsp;этим номером.</p>
        </Notice>
      )}
      <form
        class="form"
        method="post"
        action={`${REGISTRATIONS_PATH}/${registration.id}`}
        novalidate
      >
        <CsrfField token={csrf} />
        {viewFields(view, offset).map(([name, value]) => (
          <input type="hidden" key={name} name={name} value={value} />
        ))}
        <TextArea
          name="because"
          label="Как сверили или почему отказываете"
          hint="«Позвонила в кадры, номер верный». Увидят сотрудники, останется в журнале"
          value={reason}
          error={errorOf(errors, "because")}
          required
        />
        <p>
          {!registration.taken &&
            "Подтвердите — человек сразу сможет войти по\u00a0введенному телефону. "}
          Откажете&nbsp;— кабинет не&nbsp;откроется, зарегистрироваться можно будет снова.
        </p>
        <div class="actions">
          {!registration.taken && (
            <SubmitButton name="decision" value="confirm">Подтвердить</SubmitButton>
          )}
          <SubmitButton tone="quiet" name="decision" value="refuse">Отказать</SubmitButton>
        </div>
      </form>
    </section>
  );
}
