import { HttpError } from "fresh";
import {
  CsrfField,
  DateField,
  type DateValue,
  errorOf,
  ErrorSummary,
  type FieldError,
  RadioField,
  SubmitButton,
  TextArea,
  TextField,
  titleWithErrors,
  typedDate,
} from "../../../../components/page/form.tsx";
import { calendars } from "../../../../components/invoice/invoice_facts.ts";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import {
  CALL_NOTE_LENGTH,
  CALL_OUTCOMES,
  type CallBackProblem,
  type CallOutcome,
  type CallTry,
  isUnanswered,
  resultOfTry,
} from "../../../../domain/call.ts";
import {
  atLocalTime,
  type Instant,
  type LocalDate,
  localDateOf,
  localTimeOf,
  realDate,
} from "../../../../domain/local_date.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { numbered, shortDate } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { CallDue, CallPhone, isQuiet } from "../../(_staff)/call_facts.tsx";
import {
  type Call,
  callStateWords,
  hourWords,
  momentWords,
  OUTCOME_WORDS,
  TryList,
  tryWords,
  unreachedWords,
} from "../../(_staff)/call_words.tsx";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";
import { WorkflowLink } from "../../(_staff)/workflow_link.tsx";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["lookAtCall"]>>>;
type Recorded = Awaited<ReturnType<StaffState["useCases"]["recordCall"]>>;

/** The form as it was sent. */
interface Typed {
  outcome: string;
  date: DateValue;
  time: string;
  note: string;
}

interface CallData extends View {
  typed: Typed | null;
  errors: FieldError[];
  /** What happened to the call while the form was being filled in. */
  overtaken: Extract<Recorded, { reason: "recorded" | "closed" }> | null;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const data: CallData = {
      ...await look(ctx.state, ctx.params["id"]),
      typed: null,
      errors: [],
      overtaken: null,
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const view = await look(state, ctx.params["id"]);
    const typed: Typed = {
      outcome: formText(state.form, "outcome"),
      date: typedDate(state.form, "callBack"),
      time: formText(state.form, "callBackTime"),
      note: formText(state.form, "note"),
    };
    const read = readTry(typed, view.call);
    if (!read.ok) {
      return { data: { ...view, typed, errors: read.errors, overtaken: null }, status: 422 };
    }

    const noticeId = view.call.id;
    const recorded = await state.useCases.recordCall({
      noticeId,
      made: read.made,
      note: typed.note === "" ? null : typed.note,
      triesSeen: Number(formText(state.form, "tries")),
      actor: actorOf(state),
    });
    if (recorded.ok) return ctx.redirect(`/ops/calls?recorded=${noticeId}`, 303);
    switch (recorded.reason) {
      case "unknown":
        throw new HttpError(404);
      case "call_back": {
        const message = CALL_BACK_PROBLEMS[recorded.problem](view.call, state);
        const field = recorded.problem === "quiet_hours" ? "callBackTime" : "callBack";
        const errors = [{ field, message }];
        return { data: { ...view, typed, errors, overtaken: null }, status: 422 };
      }
      default: {
        const now = await look(state, ctx.params["id"]);
        return { data: { ...now, typed, errors: [], overtaken: recorded }, status: 409 };
      }
    }
  },
});

async function look(state: StaffState, id: string | undefined): Promise<View> {
  const noticeId = pathNumber(id);
  const view = noticeId === null
    ? null
    : await state.useCases.lookAtCall({ noticeId, actor: actorOf(state) });
  if (view === null) throw new HttpError(404);
  return view;
}

function readTry(
  { outcome, date, time, note }: Typed,
  call: Call,
): { ok: true; made: CallTry } | { ok: false; errors: FieldError[] } {
  const errors: FieldError[] = [];
  let made: CallTry | null = null;
  if (!isOutcome(outcome)) {
    errors.push({ field: "outcome", message: "Выберите, чем кончился звонок" });
  } else if (outcome === "call_back") {
    const on = realDate(Number(date.year), Number(date.month), Number(date.day));
    const at = /^([01]?\d|2[0-3]):[0-5]\d$/.test(time) ? time.padStart(5, "0") : null;
    if (on === null) {
      errors.push({ field: "callBack", message: "Введите день, месяц и год, когда перезвонить" });
    }
    if (at === null) {
      errors.push({ field: "callBackTime", message: "Введите время, например 15:30" });
    }
    if (on !== null && at !== null) {
      made = { outcome, callBackAt: atLocalTime(on, at, call.timeZone) };
    }
  } else {
    made = { outcome };
  }
  if (note.length > CALL_NOTE_LENGTH) {
    errors.push({
      field: "note",
      message: `Сократите до ${CALL_NOTE_LENGTH} знаков: сейчас ${note.length}`,
    });
  }
  return made && errors.length === 0 ? { ok: true, made } : { ok: false, errors };
}

function isOutcome(text: string): text is CallOutcome {
  return CALL_OUTCOMES.some((known) => known === text);
}

const CALL_BACK_PROBLEMS: Record<CallBackProblem, (call: Call, state: StaffState) => string> = {
  not_ahead: (call, state) =>
    `Это время уже прошло: у человека сейчас ${momentWords(state.now, call.timeZone, state.now)}`,
  after_deadline: (call, state) => {
    const today = localDateOf(state.now, call.timeZone);
    return `Выберите время до конца срока оплаты: ${shortDate(call.dueOn, { today })}`;
  },
  quiet_hours: () => "Выберите время с 9:00 до 21:00",
};

export default defineOps.page<typeof handler>(function CallPage({ data, state }) {
  const { call, errors } = data;
  const name = fullName(call);
  const toRecord = call.state === "open" && mayAct(state.owner, "/ops/calls/:id");
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors(`Звонок: ${name}`, errors)}
      current="/ops/calls"
    >
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/calls">Звонки</BackLink>
      <h1>{name}</h1>
      <div class="stack">
        <Overtaken data={data} now={state.now} />
        {call.state !== "open" && <Closed call={call} />}
        {isQuiet(call, state.now) && (
          <Notice tone="warn" title={`У человека ${localTimeOf(state.now, call.timeZone)}`}>
            <p>Звоните с 9:00 до 21:00 по его времени.</p>
          </Notice>
        )}
        {call.state === "open" && call.paying && (
          <Notice tone="warn" title="Человек уже начал платить, ждем ответа банка">
            <p>Не просите платить еще раз: деньги могут списаться дважды.</p>
          </Notice>
        )}
        <CallFacts data={data} state={state} />
        {toRecord && <CallForm data={data} state={state} />}
      </div>
    </OpsFrame>
  );
});

/** Tells who was first, and keeps what was typed: it is saved nowhere. */
function Overtaken({ data, now }: { data: CallData; now: Instant }) {
  const { call, typed, overtaken } = data;
  if (!overtaken || !typed) return null;
  const open = call.state === "open";
  return (
    <Notice tone="warn" role="status" title="Вашу запись мы не сохранили">
      {overtaken.reason === "recorded"
        ? (
          <p>
            Итог уже записан: {tryWords(overtaken.last, call.timeZone, now)},{" "}
            {overtaken.last.staff}, {momentWords(overtaken.last.triedAt, call.timeZone, now)}.
          </p>
        )
        : <p>Пока вы звонили, звонок закрылся: его итог ниже.</p>}
      {open
        ? <p>Если у вас был другой звонок, запишите его: всё, что вы ввели, осталось в форме.</p>
        : (
          <>
            <p>
              Вы ввели: {isOutcome(typed.outcome) ? OUTCOME_WORDS[typed.outcome] : "—"}
              {typed.note !== "" && <>. Заметка, чтобы скопировать:</>}
            </p>
            {typed.note !== "" && <blockquote class="kept">{typed.note}</blockquote>}
          </>
        )}
    </Notice>
  );
}

function Closed({ call }: { call: Call }) {
  const title = callStateWords(call);
  if (call.state === "failed") {
    return (
      <Notice tone="warn" title={title}>
        {call.detail === "wrong_number"
          ? (
            <p>
              Нужен верный телефон: почта и работодатель на{" "}
              <a href={`/ops/people/${call.personId}`}>странице человека</a>.
            </p>
          )
          : <p>Больше не звоним: {unreachedWords(call.tries)}.</p>}
      </Notice>
    );
  }
  return (
    <Notice tone={call.state === "done" ? "done" : "info"} title={title}>
      <p>Звонить больше не нужно.</p>
    </Notice>
  );
}

function CallFacts({ data: { call, calendar }, state }: { data: CallData; state: StaffState }) {
  return (
    <dl class="facts">
      <dt>Телефон</dt>
      <dd>
        <CallPhone phone={call.phone} />
      </dd>
      <dt>Человек</dt>
      <dd>
        <a href={`/ops/people/${call.personId}`}>{fullName(call)}</a>, {call.employer}
      </dd>
      {call.insured && (
        <>
          <dt>Платит за</dt>
          <dd>
            <a href={`/ops/people/${call.insured.id}`}>{fullName(call.insured)}</a>
          </dd>
        </>
      )}
      <dt>Счет</dt>
      <dd>
        <a href={`/ops/cases/${call.invoiceId}`}>{numbered(call.invoiceId)}</a>, ход дела{" "}
        <WorkflowLink state={state} workflowId={`invoice/${call.invoiceId}`} />
      </dd>
      <dt>Не оплачено</dt>
      <dd>
        <b class="nb">{formatRoubles(call.owedKopecks)}</b>
      </dd>
      <dt>Срок</dt>
      <dd>
        <CallDue
          call={call}
          calendar={calendars(calendar)(call.region)}
          now={state.now}
        />
      </dd>
      {call.state === "open" && call.nextTryAt !== null && (
        <>
          <dt>Звонить</dt>
          <dd>{hourWords(call.nextTryAt, call.timeZone, state.now)}</dd>
        </>
      )}
      <dt>Попытки</dt>
      <dd>
        {call.tries.length === 0
          ? "еще не звонили"
          : <TryList tries={call.tries} zone={call.timeZone} now={state.now} />}
      </dd>
      {call.state === "open" && (
        <>
          <dt>Что сказать</dt>
          <dd>
            Убедитесь, что говорите с этим человеком. Назовите номер счета, сумму и срок. Клинику и
            услуги не называйте: это врачебная тайна.
          </dd>
        </>
      )}
    </dl>
  );
}

function CallForm({ data, state }: { data: CallData; state: StaffState }) {
  const { call, typed, errors } = data;
  const today = localDateOf(state.now, call.timeZone);
  return (
    <form class="form call-form" method="post" action={`/ops/calls/${call.id}`} novalidate>
      <CsrfField token={state.csrfToken} />
      <input type="hidden" name="tries" value={call.tries.length} />
      <RadioField
        name="outcome"
        label="Чем кончился звонок"
        value={typed?.outcome}
        error={errorOf(errors, "outcome")}
        required
        options={[
          {
            value: "answered",
            title: "Дозвонились",
            hint: "Больше по этому счету не звоним",
          },
          {
            value: "no_answer",
            title: "Нет ответа",
            hint: nextTryHint(call, "no_answer", state.now),
          },
          { value: "busy", title: "Занято", hint: nextTryHint(call, "busy", state.now) },
          { value: "call_back", title: "Просит перезвонить" },
          {
            value: "wrong_number",
            title: "Неверный номер",
            hint: "Чужой, не существует или номера нет. Больше не звоним",
          },
        ]}
      />
      <div class="call-back">
        <DateField
          name="callBack"
          label="День, когда перезвонить"
          hint={`До ${shortDate(call.dueOn, { today })}`}
          value={typed?.date ?? parts(today)}
          error={errorOf(errors, "callBack")}
        />
        <TextField
          name="callBackTime"
          label="Время по часам человека"
          hint={`С 9:00 до 21:00; сейчас у него ${localTimeOf(state.now, call.timeZone)}`}
          width="short"
          autocomplete="off"
          value={typed?.time}
          error={errorOf(errors, "callBackTime")}
        />
      </div>
      <TextArea
        name="note"
        label="Заметка, если нужна"
        hint={`До ${CALL_NOTE_LENGTH} знаков. Никаких сведений о здоровье, клиниках и услугах`}
        value={typed?.note}
        error={errorOf(errors, "note")}
      />
      <SubmitButton>Записать</SubmitButton>
    </form>
  );
}

/** When the call would come back, were it tried in vain now. */
function nextTryHint(call: Call, outcome: "no_answer" | "busy", now: Instant): string {
  const zone = call.timeZone;
  const result = resultOfTry({ outcome }, {
    at: now,
    unansweredBefore: call.tries.filter((one) => isUnanswered(one.outcome)).length,
    term: { zone, dueAt: call.dueAt },
  });
  if (result.state !== "open") return "Это последняя попытка: больше не звоним";
  const { nextTryAt } = result;
  const sameDay = localDateOf(nextTryAt, zone) === localDateOf(now, zone);
  const time = localTimeOf(nextTryAt, zone);
  return sameDay ? `Вернется в список около ${time}` : `Вернется в список завтра в ${time}`;
}

function parts(date: LocalDate): DateValue {
  const [year = "", month = "", day = ""] = date.split("-");
  return { day, month, year };
}
