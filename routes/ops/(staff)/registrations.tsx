import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { instant } from "../../../domain/local_date.ts";
import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { dayAndYear, formatDateTime } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { mayAct } from "../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../(_staff)/staff_actor.ts";

const OUTCOMES = {
  confirmed: "Подтвердили: человек может войти по этому номеру",
  refused: "Отказали: кабинет не открыт",
  decided: "Это уже решено раньше, ничего не изменилось",
  taken: "У человека или у этого номера уже есть кабинет: подтвердить нельзя, ничего не изменилось",
} as const;

type Outcome = keyof typeof OUTCOMES;
type Registration = Awaited<
  ReturnType<StaffState["useCases"]["readAwaitingRegistrations"]>
>[number];

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const awaiting = await state.useCases.readAwaitingRegistrations(actorOf(state));
    const outcome = url.searchParams.get("outcome");
    return { data: { awaiting, outcome: isOutcome(outcome) ? outcome : null } };
  },

  async POST(ctx) {
    const { state } = ctx;
    const registrationId = pathNumber(formText(state.form, "registration"));
    const decision = formText(state.form, "decision");
    if (registrationId === null || (decision !== "confirm" && decision !== "refuse")) {
      return ctx.redirect("/ops/registrations", 303);
    }
    const decided = await state.useCases.confirmRegistration({
      registrationId,
      decision,
      ...actorOf(state),
    });
    return ctx.redirect(`/ops/registrations?outcome=${outcomeOf(decided, decision)}`, 303);
  },
});

type Decided = Awaited<ReturnType<StaffState["useCases"]["confirmRegistration"]>>;

function outcomeOf(decided: Decided, decision: "confirm" | "refuse"): Outcome {
  if (decided.ok) return decision === "confirm" ? "confirmed" : "refused";
  return decided.reason === "taken" ? "taken" : "decided";
}

function isOutcome(text: string | null): text is Outcome {
  return text !== null && Object.hasOwn(OUTCOMES, text);
}

export default defineOps.page<typeof handler>(function Registrations({ data, state }) {
  const { awaiting, outcome } = data;
  return (
    <OpsFrame state={state} title="Регистрации" current="/ops/registrations">
      <h1>Регистрации</h1>
      <div class="stack">
        {outcome && (
          <Notice
            tone={outcome === "taken" ? "warn" : "info"}
            role="status"
            title={OUTCOMES[outcome]}
          />
        )}
        <p>
          Работодатель не передал телефон этих людей. Код из СМС они ввели; сверьте номер с тем, что
          знаете, и решите.
        </p>
        <DataTable
          caption="Регистрации, которые ждут решения"
          rows={awaiting}
          rowKey={(row) => row.id}
          empty={
            <Empty title="Решать нечего">
              Здесь появятся те, чьего телефона нет в списке работодателя.
            </Empty>
          }
          columns={[
            {
              key: "name",
              title: "ФИО по списку",
              cell: (row) => <a href={`/ops/people/${row.personId}`}>{fullName(row)}</a>,
            },
            { key: "birth", title: "Дата рождения", cell: (row) => dayAndYear(row.birthDate) },
            { key: "employer", title: "Работодатель", cell: (row) => row.employer },
            { key: "number", title: "Табельный номер", cell: (row) => row.personnelNumber },
            { key: "roster", title: "Телефон в списке", cell: () => "нет" },
            {
              key: "phone",
              title: "Введенный телефон",
              cell: (row) => <span class="nb">{formatPhone(row.phone)}</span>,
            },
            { key: "email", title: "Почта", cell: (row) => row.email },
            {
              key: "when",
              title: "Код введен",
              cell: (row) => formatDateTime(instant(row.confirmedAt), INSURER_ZONE),
            },
            ...(mayAct(state.owner, "/ops/registrations")
              ? [{
                key: "decision",
                title: "Решение",
                cell: (row: Registration) => (
                  <DecisionForm registration={row} csrf={state.csrfToken} />
                ),
              }]
              : []),
          ]}
        />
      </div>
    </OpsFrame>
  );
});

function DecisionForm({ registration, csrf }: { registration: Registration; csrf: string }) {
  return (
    <form class="filters" method="post" action="/ops/registrations">
      <CsrfField token={csrf} />
      <input type="hidden" name="registration" value={String(registration.id)} />
      {registration.taken
        ? <span>Кабинет уже есть</span>
        : <SubmitButton tone="quiet" name="decision" value="confirm">Подтвердить</SubmitButton>}
      <SubmitButton tone="text" name="decision" value="refuse">Отказать</SubmitButton>
    </form>
  );
}
