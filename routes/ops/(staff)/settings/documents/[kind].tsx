import { HttpError } from "fresh";
import { DocumentText } from "../../../../../components/page/document_text.tsx";
import {
  CsrfField,
  DateField,
  type DateValue,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextArea,
  titleWithErrors,
  typedDate,
} from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../../components/page/pagination.tsx";
import { localDateOf, readRussianDate } from "../../../../../domain/local_date.ts";
import { dayAndYear, plural } from "../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { formText } from "../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  documentKind,
} from "../../../(_staff)/document_kinds.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../../(_staff)/staff_actor.ts";

type Preview = Extract<
  Awaited<ReturnType<StaffState["useCases"]["previewDocument"]>>,
  { ok: true }
>;
type Fault = Extract<
  Awaited<ReturnType<StaffState["useCases"]["previewDocument"]>>,
  { ok: false }
>["faults"][number];

interface Typed {
  against: number;
  title: string;
  body: string;
  changes: string;
  from: DateValue;
}

interface DocumentData {
  kind: DocumentKind;
  typed: Typed;
  errors: FieldError[];
  /** What is about to be recorded; null while it is being written. */
  preview: Preview | null;
}

const FAULTS: Readonly<Record<Fault, FieldError>> = {
  no_title: { field: "title", message: "Введите название, до 200 знаков" },
  too_early: {
    field: "from",
    message: "Введите день позже сегодняшнего и\u00a0позже первого дня прежней версии",
  },
  no_changes: { field: "changes", message: "Напишите, что изменилось, до 2\u00a0000 знаков" },
  no_body: { field: "body", message: "Введите текст, до 100\u00a0000 знаков" },
  same_body: { field: "body", message: "Этот текст такой же, как в\u00a0прежней версии" },
  overtaken: {
    field: "body",
    message: "Пока вы писали, появилась новая версия: сравните с\u00a0ней и\u00a0отправьте снова",
  },
};

export const handler = defineOps.handlers({
  async GET(ctx) {
    const kind = kindOf(ctx.params["kind"]);
    const newest = await ctx.state.useCases.newestDocument(kind);
    const typed: Typed = {
      against: newest.version,
      title: newest.title,
      body: newest.body,
      changes: "",
      from: { day: "", month: "", year: "" },
    };
    const data: DocumentData = { kind, typed, errors: [], preview: null };
    return { data };
  },

  // What is shown before it is recorded is too long for an address, so the answer is the page.
  async POST(ctx) {
    const { state } = ctx;
    const kind = kindOf(ctx.params["kind"]);
    const { form, useCases } = state;
    const typed: Typed = {
      against: pathNumber(formText(form, "against")) ?? 0,
      title: formText(form, "title"),
      body: formText(form, "body"),
      changes: formText(form, "changes"),
      from: typedDate(form, "from"),
    };
    const answer = (rest: Partial<DocumentData>, status: number) => {
      const data: DocumentData = { kind, typed, errors: [], preview: null, ...rest };
      return { data, status };
    };
    const refuse = async (faults: Fault[]) => {
      const { version } = await useCases.newestDocument(kind);
      const errors = faults.map((fault) => FAULTS[fault]);
      return answer({ typed: { ...typed, against: version }, errors }, 422);
    };
    const today = localDateOf(state.now, INSURER_ZONE);
    const { day, month, year } = typed.from;
    const proposal = {
      kind,
      against: typed.against,
      title: typed.title,
      body: typed.body,
      changes: typed.changes,
      // A day that is none is as wrong as one that is over, and refused beside the same field.
      effectiveFrom: readRussianDate(`${day}.${month}.${year}`) ?? today,
    };
    const preview = await useCases.previewDocument({ proposal, today });
    if (!preview.ok) return await refuse(preview.faults);
    if (form.has("edit")) return answer({}, 200);
    if (!form.has("record")) return answer({ preview }, 200);
    const added = await useCases.addDocument({ proposal, today, actor: actorOf(state) });
    return added.ok
      ? ctx.redirect(`/ops/settings/documents?added=${added.documentId}`, 303)
      : await refuse(added.faults);
  },
});

function kindOf(text: string | undefined): DocumentKind {
  const kind = documentKind(text);
  if (kind === null) throw new HttpError(404);
  return kind;
}

export default defineOps.page<typeof handler>(function NewDocument({ data, state }) {
  const { kind, typed, errors, preview } = data;
  const title = `${preview ? "Проверьте новую версию" : "Новая версия"}: ${
    DOCUMENT_KINDS[kind].title
  }`;
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/settings">
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/settings/documents">Документы</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {preview
          ? <Check kind={kind} typed={typed} preview={preview} csrf={state.csrfToken} />
          : <WriteForm kind={kind} typed={typed} errors={errors} csrf={state.csrfToken} />}
      </div>
    </OpsFrame>
  );
});

interface WriteFormProps {
  kind: DocumentKind;
  typed: Typed;
  errors: readonly FieldError[];
  csrf: string;
}

function WriteForm({ kind, typed, errors, csrf }: WriteFormProps) {
  return (
    <>
      <p>
        Сейчас последняя версия&nbsp;— {typed.against}. {DOCUMENT_KINDS[kind].again}
      </p>
      <section class="sheet">
        <form class="form" method="post" action={`/ops/settings/documents/${kind}`} novalidate>
          <CsrfField token={csrf} />
          <input type="hidden" name="against" value={String(typed.against)} />
          <TextArea
            name="title"
            label="Название"
            rows={2}
            value={typed.title}
            error={errorOf(errors, "title")}
            required
          />
          <DateField
            name="from"
            label="Действует с"
            hint="Не&nbsp;раньше завтрашнего дня"
            autocomplete="off"
            value={typed.from}
            error={errorOf(errors, "from")}
            required
          />
          <TextArea
            name="changes"
            label="Что изменилось"
            hint="Простыми словами: это увидят те, у&nbsp;кого спросят согласие снова"
            rows={4}
            value={typed.changes}
            error={errorOf(errors, "changes")}
            required
          />
          <TextArea
            name="body"
            label="Текст"
            hint="Главы разделяет пустая строка; первая строка главы&nbsp;— ее заголовок, например «1. Какие данные»"
            rows={24}
            value={typed.body}
            error={errorOf(errors, "body")}
            required
          />
          <SubmitButton>Посмотреть, что будет</SubmitButton>
        </form>
      </section>
    </>
  );
}

interface CheckProps {
  kind: DocumentKind;
  typed: Typed;
  preview: Preview;
  csrf: string;
}

/** The version as people will read it, and whom it is asked of. */
function Check({ kind, typed, preview: { newest, proposal, asked }, csrf }: CheckProps) {
  const hidden = {
    against: String(typed.against),
    title: typed.title,
    changes: typed.changes,
    body: typed.body,
    "from-day": typed.from.day,
    "from-month": typed.from.month,
    "from-year": typed.from.year,
  };
  return (
    <>
      <Notice tone="info" title="Еще ничего не&nbsp;записано">
        <p>{DOCUMENT_KINDS[kind].again}</p>
        {kind === "personal_data" && (
          <p>
            Сейчас это {groupedNumber(asked)}&nbsp;{plural(asked, [
              "человек",
              "человека",
              "человек",
            ])}.
          </p>
        )}
      </Notice>
      <dl class="facts">
        <dt>Версия</dt>
        <dd>{newest.version + 1}, вместо версии {newest.version}</dd>
        <dt>Действует с</dt>
        <dd>{dayAndYear(proposal.effectiveFrom)}</dd>
        <dt>Что изменилось</dt>
        <dd>{proposal.changes.split(/\n+/).map((line) => <p key={line}>{line}</p>)}</dd>
      </dl>
      <section class="sheet" aria-labelledby="text">
        <h2 id="text">{proposal.title}</h2>
        <div class="document">
          <DocumentText body={proposal.body} headingLevel={3} />
        </div>
      </section>
      <form class="actions" method="post" action={`/ops/settings/documents/${kind}`}>
        <CsrfField token={csrf} />
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <SubmitButton name="record" value="on">Записать версию</SubmitButton>
        <SubmitButton tone="quiet" name="edit" value="on">Вернуться к&nbsp;тексту</SubmitButton>
      </form>
    </>
  );
}
