import { DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import {
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
  typedDate,
} from "../../../components/page/form.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { RowProgress } from "../../../components/page/row_progress.tsx";
import { addDays, type LocalDate, localDateOf, realDate } from "../../../domain/local_date.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { typedText } from "../../(_frame)/typed_text.ts";
import { type Desk, DeskToday } from "../(_staff)/desk.tsx";
import { ImportMark, KIND_TITLES } from "../(_staff)/import_words.tsx";
import { askedSender, namedSender, type SenderQuestion } from "../(_staff)/sender_question.tsx";
import { mayAct } from "../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../(_staff)/staff_actor.ts";
import { isPurpose, RegisterForm, RosterForm, type Typed } from "../(_staff)/upload_forms.tsx";

type Overview = Awaited<ReturnType<StaffState["useCases"]["readImports"]>>;
type FileRow = Overview["files"][number];

interface FilesData extends Overview {
  desk: Desk;
  typed: Typed;
  errors: FieldError[];
  question: SenderQuestion | null;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const asked = (name: string) => typedText(ctx.url.searchParams.get(name) ?? "");
    const typed: Typed = {
      employer: asked("employer"),
      region: "",
      clinic: asked("clinic"),
      purpose: purposeOf(asked("purpose")),
      corrects: asked("corrects"),
      full: false,
      lastDay: { day: "", month: "", year: "" },
    };
    return { data: await filesData(ctx.state, typed, []) };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form } = state;
    const typed: Typed = {
      employer: formText(form, "employer"),
      region: formText(form, "region"),
      clinic: formText(form, "clinic"),
      purpose: purposeOf(formText(form, "purpose")),
      corrects: formText(form, "corrects"),
      full: formText(form, "full") === "on",
      lastDay: typedDate(form, "lastDay"),
    };
    const refuse = async (errors: FieldError[], question: SenderQuestion | null = null) => ({
      data: { ...await filesData(state, typed, errors), question },
      status: 422,
    });

    const isRegister = formText(form, "kind") === "register";
    const field = isRegister ? "registerFile" : "rosterFile";
    const errors: FieldError[] = [];
    if (isRegister && typed.clinic === "") {
      errors.push({ field: "clinic", message: "Введите название клиники" });
    }
    if (!isRegister && typed.employer === "") {
      errors.push({ field: "employer", message: "Введите название работодателя" });
    }
    const corrects = pathNumber(typed.corrects);
    if (isRegister && (typed.purpose === "new") !== (corrects === null)) {
      errors.push({
        field: "corrects",
        message: corrects === null
          ? "Выберите файл, который исправляете"
          : "Выберите, как исправляете: вместо прежнего файла или его отказанные строки",
      });
    }
    const sent = form.get(field);
    if (!(sent instanceof File) || sent.name === "") {
      errors.push({ field, message: "Выберите файл xlsx или csv" });
    }
    const lastDay = lastDayOf(typed, localDateOf(state.now, INSURER_ZONE));
    if (!isRegister && lastDay === "unreadable") {
      errors.push({
        field: "lastDay",
        message: "Введите день, месяц и год, например 30 11 2026, или оставьте пустым",
      });
    }
    if (errors.length > 0 || !(sent instanceof File) || lastDay === "unreadable") {
      return await refuse(errors);
    }

    const content = new Uint8Array(await sent.arrayBuffer());
    const absentLastDay = isRegister ? null : lastDay;
    const preview = formText(form, "step") === "preview" || absentLastDay !== null
      ? { preview: { absentLastDay } }
      : {};
    const sender = namedSender(form, isRegister ? typed.clinic : typed.employer);
    const file = { name: sent.name, content, isNew: sender.isNew, ...preview };
    const upload = await state.useCases.uploadFile({
      actor: actorOf(state),
      file: isRegister
        ? {
          ...file,
          kind: "register",
          clinic: sender.name,
          ...(corrects === null ? {} : { [typed.purpose]: corrects }),
        }
        : {
          ...file,
          kind: "roster",
          employer: sender.name,
          ...(typed.region ? { region: typed.region } : {}),
        },
    });
    if (upload.ok) {
      const since = upload.known && !("preview" in preview)
        ? `?since=${encodeURIComponent(state.now)}`
        : "";
      return ctx.redirect(`/ops/files/${upload.fileId}${since}`, 303);
    }
    switch (upload.reason) {
      case "unreadable":
        return await refuse([{ field, message: upload.problem }]);
      case "unknown_region":
        return await refuse([{ field: "region", message: "Выберите регион из списка" }]);
      case "sender_missing":
        return await refuse([{
          field: isRegister ? "clinic" : "employer",
          message: isRegister ? "Введите название клиники" : "Введите название работодателя",
        }]);
      case "sender_too_long":
        return await refuse([{
          field: isRegister ? "clinic" : "employer",
          message: "Сократите название: в нем может быть до 200 знаков",
        }]);
      case "sender_alike": {
        const question: SenderQuestion = {
          kind: isRegister ? "register" : "roster",
          typed: isRegister ? typed.clinic : typed.employer,
          alike: upload.alike,
        };
        return await refuse([{ field: "whose", message: askedSender(question) }], question);
      }
      case "last_day_out_of_range":
        return await refuse([{
          field: "lastDay",
          message: `Выберите день с ${dayAndYear(upload.from)} по ${dayAndYear(upload.to)}: ` +
            "за прошлые дни клиникам уже сказано, что полис действует",
        }]);
      case "no_correction":
        return await refuse([{ field: "corrects", message: cannotCorrect(upload) }]);
    }
  },
});

/** The last day of whom a full roster leaves out, yesterday unless said; null: it is not a full one. */
function lastDayOf({ full, lastDay }: Typed, today: LocalDate): LocalDate | null | "unreadable" {
  if (!full) return null;
  const { day, month, year } = lastDay;
  if (day + month + year === "") return addDays(today, -1);
  return realDate(Number(year), Number(month), Number(day)) ?? "unreadable";
}

function purposeOf(text: string): Typed["purpose"] {
  return isPurpose(text) ? text : "new";
}

type Upload = Awaited<ReturnType<StaffState["useCases"]["uploadFile"]>>;

function cannotCorrect({ why, by }: Extract<Upload, { reason: "no_correction" }>): string {
  switch (why) {
    case "unknown":
      return "Этот файл другой клиники или загружен позже исправленного. Выберите другой";
    case "unready":
      return "Этот файл еще проверяется. Дождитесь конца и загрузите исправленный снова";
    case "replaced":
      return `Вместо этого файла уже загружен файл ${numbered(by ?? 0)}. Выберите его`;
    case "loaded_otherwise":
      return "Этот же файл уже загружали как другой. Проверьте, тот ли файл вы выбрали";
  }
}

async function filesData(
  state: StaffState,
  typed: Typed,
  errors: FieldError[],
): Promise<FilesData> {
  const [overview, desk] = await Promise.all([
    state.useCases.readImports(),
    state.useCases.readDesk(),
  ]);
  return { ...overview, desk, typed, errors, question: null };
}

export default defineOps.page<typeof handler>(function Files({ data, state }) {
  const { files, typed, errors, question } = data;
  const form = { overview: data, typed, errors, question, csrf: state.csrfToken };
  return (
    <OpsFrame state={state} title={titleWithErrors("Файлы", errors)} current="/ops">
      <ErrorSummary errors={errors} />
      <h1>Файлы</h1>
      <div class="stack">
        <DeskToday desk={data.desk} />
        {mayAct(state.owner, "/ops") && (
          <div class="uploads" id="upload">
            <section class="sheet stack" aria-labelledby="register">
              <h2 id="register">Загрузить реестр клиники</h2>
              <RegisterForm {...form} />
            </section>
            <section class="sheet stack" aria-labelledby="roster">
              <h2 id="roster">Загрузить список застрахованных</h2>
              <RosterForm {...form} />
            </section>
          </div>
        )}
        <section aria-labelledby="recent" class="stack">
          <h2 id="recent">Последние файлы</h2>
          {files.some((file) => file.underWay) && (
            <p>
              Есть файлы, которые еще проверяются. <a href="/ops">Обновить</a>
            </p>
          )}
          <DataTable
            caption="Последние файлы"
            rows={files}
            rowKey={(file) => file.id}
            empty={
              <Empty title="Файлов пока нет">
                Загрузите список застрахованных, потом реестр клиники.
              </Empty>
            }
            columns={[
              {
                key: "name",
                title: "Файл",
                wide: true,
                cell: (file) => (
                  <>
                    <a href={`/ops/files/${file.id}`}>{file.name}</a>
                    <p class="small muted">{numbered(file.id)}</p>
                  </>
                ),
              },
              { key: "kind", title: "Что это", cell: (file) => kindOf(file) },
              { key: "sender", title: "От кого", wide: true, cell: (file) => file.sender ?? "—" },
              {
                key: "state",
                title: "Состояние",
                cell: (file) => (
                  <>
                    <ImportMark file={file} />
                    {file.underWay && file.progress && (
                      <RowProgress name={`Проверка: ${file.name}`} {...file.progress} />
                    )}
                  </>
                ),
              },
              countColumn("accepted", "Принято"),
              {
                key: "refused",
                title: "Отказано",
                align: "num",
                cell: (file) => (
                  <>
                    {countOf(file, "refused")}
                    {file.refusedByStaff > 0 && (
                      <p class="small muted">
                        и&nbsp;{groupedNumber(file.refusedByStaff)} сотрудником
                      </p>
                    )}
                  </>
                ),
              },
              countColumn("held", "Удержано"),
              countColumn("unchanged", "Без изменений"),
              {
                key: "when",
                title: "Когда и\u00a0кто",
                cell: (file) => (
                  <>
                    <span class="nb">{formatDateTime(file.receivedAt, INSURER_ZONE)}</span>
                    <p class="small muted">{file.uploadedBy ?? "Командная строка"}</p>
                  </>
                ),
              },
            ]}
          />
        </section>
        <section aria-labelledby="find" class="stack">
          <h2 id="find">Найти человека</h2>
          <form class="filters" method="get" action="/ops/people">
            <TextField name="q" type="search" label="ФИО или номер полиса" />
            <SubmitButton tone="quiet">Найти</SubmitButton>
          </form>
        </section>
      </div>
    </OpsFrame>
  );
});

function kindOf({ kind, replacesId, mendsId, replacedById }: FileRow) {
  const link = (id: number) => <a href={`/ops/files/${id}`}>{numbered(id)}</a>;
  return (
    <>
      {KIND_TITLES[kind]}
      {replacesId !== null && <p class="small muted">вместо {link(replacesId)}</p>}
      {mendsId !== null && <p class="small muted">строки файла {link(mendsId)}</p>}
      {replacedById !== null && <p class="small muted">заменен: {link(replacedById)}</p>}
    </>
  );
}

type CountKey = "accepted" | "refused" | "held" | "unchanged";

function countColumn(key: CountKey, title: string) {
  return {
    key,
    title,
    align: "num" as const,
    cell: (file: FileRow) => countOf(file, key),
  };
}

function countOf(file: FileRow, key: CountKey): string {
  return file.state === "done" ? groupedNumber(file[key]) : "—";
}
