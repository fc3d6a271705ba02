import { HttpError } from "fresh";
import type { ComponentChildren } from "preact";
import { invoiceStatus } from "../../../components/invoice/invoice_facts.ts";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextArea,
  titleWithErrors,
} from "../../../components/page/form.tsx";
import { BackLink } from "../../../components/page/layout.tsx";
import { InvoiceStatus } from "../../../components/page/status.tsx";
import { calendarOf } from "../../../domain/calendar.ts";
import { localDateOf } from "../../../domain/local_date.ts";
import { formatRoubles, kopecks } from "../../../domain/money.ts";
import { fullName } from "../../../domain/person_name.ts";
import { numbered, shortDate } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { PROPOSAL_PROBLEMS } from "./decision_words.ts";
import { reasonErrors } from "./reason_errors.ts";
import { actorOf, pathNumber } from "./staff_actor.ts";

export type Case = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readCase"]>>>;

/**
 * The invoice that the page's address names.
 *
 * @throws HttpError 404 where there is none
 */
export async function wantedCase(state: StaffState, url: URL): Promise<Case> {
  const invoiceId = pathNumber(url.searchParams.get("invoice") ?? undefined);
  const invoice = invoiceId === null
    ? null
    : await state.useCases.readCase({ invoiceId, actor: actorOf(state) });
  if (invoice === null) throw new HttpError(404);
  return invoice;
}

/** How a form was sent: to be checked, back from the check, or for good. */
export type Step = "check" | "edit" | "send";

export function stepOf(form: FormData): Step {
  const step = formText(form, "step");
  return step === "send" || step === "edit" ? step : "check";
}

type Proposed<Reason extends string> =
  | { ok: true; decisionId: number }
  | { ok: false; reason: "proposed"; decisionId: number }
  | { ok: false; reason: Reason };

/** Where a proposal leads: to itself, or to the same that waits; else why it can't be made. */
export function afterProposal<Reason extends string>(
  proposed: Proposed<Reason>,
): { location: string } | { problem: Exclude<Reason, "proposed"> } {
  if (!("decisionId" in proposed)) {
    return { problem: proposed.reason as Exclude<Reason, "proposed"> };
  }
  const note = proposed.ok ? "proposed" : "problem=proposed";
  return { location: `/ops/decisions/${proposed.decisionId}?${note}` };
}

/** What a decision's page shows. */
export interface Shown<Typed> {
  typed: Typed;
  errors: FieldError[];
  /** All is typed well: shown once more before it is sent. */
  checked: boolean;
}

/**
 * Takes a proposal's form that asks for a reason alone: shows what is wrong, or all of it once more, or
 * proposes. A check writes nothing and is shown in place: the reason stays out of addresses and logs.
 */
export async function takeReason<Reason extends keyof typeof PROPOSAL_PROBLEMS>(
  form: FormData,
  propose: (reason: string) => Promise<Proposed<Reason>>,
): Promise<{ location: string } | { shown: Shown<{ reason: string }>; status: 200 | 422 }> {
  const typed = { reason: formText(form, "reason") };
  const shown = { typed, errors: [] as FieldError[], checked: false };
  const step = stepOf(form);
  if (step === "edit") return { shown, status: 200 };
  const errors = reasonErrors(typed.reason);
  if (errors.length > 0) return { shown: { ...shown, errors }, status: 422 };
  if (step === "check") return { shown: { ...shown, checked: true }, status: 200 };
  const after = afterProposal(await propose(typed.reason));
  if ("location" in after) return after;
  const problem = { field: "reason", message: PROPOSAL_PROBLEMS[after.problem] };
  return { shown: { ...shown, errors: [problem] }, status: 422 };
}

export interface DecisionPageProps {
  state: StaffState;
  title: string;
  /** Whose. */
  person: { id: number; surname: string; name: string; patronymic: string | null };
  /** Why it can't be done now; there is no form then. */
  obstacle: string | null;
  /** The page's address with what it is about; the form goes there. */
  action: string;
  shown: Shown<{ reason: string } & Record<string, unknown>>;
  /** What is known of the subject. */
  facts: ComponentChildren;
  /** The form's fields above the reason. */
  fields: ComponentChildren;
  /** The same as hidden fields, by name. */
  hidden: Readonly<Record<string, string>>;
  /** What will happen, as the check says it. */
  check: ComponentChildren;
  /** On the button that sends it for good. */
  send: string;
}

/** A decision's own page: facts, what to decide and why, then the check before it is sent. */
export function DecisionPage(props: DecisionPageProps) {
  const { state, title, person, obstacle, facts, shown: { checked, errors } } = props;
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/decisions">
      <ErrorSummary errors={errors} />
      <BackLink href={`/ops/people/${person.id}`}>{fullName(person)}</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {facts}
        {obstacle !== null
          ? (
            <p>
              <b>{obstacle}.</b>
            </p>
          )
          : checked
          ? <Check {...props} />
          : <Edit {...props} />}
      </div>
    </OpsFrame>
  );
}

function Edit({ state, action, shown: { typed, errors }, fields }: DecisionPageProps) {
  return (
    <form class="form" method="post" action={action} novalidate>
      <CsrfField token={state.csrfToken} />
      {fields}
      <TextArea
        name="reason"
        label="Почему"
        hint="Увидят сотрудники, не застрахованный. Останется в журнале"
        value={typed.reason}
        error={errorOf(errors, "reason")}
        required
      />
      <SubmitButton name="step" value="check">Проверить</SubmitButton>
    </form>
  );
}

function Check({ state, action, shown: { typed }, hidden, check, send }: DecisionPageProps) {
  return (
    <form class="form" method="post" action={action}>
      <CsrfField token={state.csrfToken} />
      {Object.entries({ ...hidden, reason: typed.reason }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <section class="stack" aria-labelledby="check">
        <h2 id="check">Проверьте и отправьте</h2>
        {check}
        <dl class="facts">
          <dt>Почему</dt>
          <dd>{typed.reason}</dd>
        </dl>
      </section>
      <div class="actions">
        <SubmitButton name="step" value="send">{send}</SubmitButton>
        <SubmitButton name="step" value="edit" tone="quiet">Изменить</SubmitButton>
      </div>
    </form>
  );
}

/** The invoice that a decision is about. */
export function CaseFacts({ invoice, state }: { invoice: Case; state: StaffState }) {
  const today = localDateOf(state.now, invoice.timeZone);
  return (
    <dl class="facts">
      <dt>Счет</dt>
      <dd>
        <a href={`/ops/cases/${invoice.id}`}>{numbered(invoice.id)}</a>,{" "}
        <InvoiceStatus
          {...invoiceStatus(invoice, calendarOf(invoice.calendar, invoice.region), today)}
        />
      </dd>
      <dt>Не&nbsp;оплачено</dt>
      <dd class="nb">{formatRoubles(kopecks(Math.max(0, invoice.owedKopecks)))}</dd>
      <dt>Срок</dt>
      <dd class="nb">{shortDate(invoice.dueOn, { today })}</dd>
      {invoice.insured.id !== invoice.payer.id && (
        <>
          <dt>Застрахован</dt>
          <dd>{fullName(invoice.insured)}</dd>
        </>
      )}
    </dl>
  );
}

/** «Подтверждает второй сотрудник» */
export function SecondMember() {
  return (
    <p>
      Сейчас ничего не&nbsp;изменится: подтвердить должен другой сотрудник, контролер или
      администратор, в&nbsp;течение 10&nbsp;рабочих дней.
    </p>
  );
}
