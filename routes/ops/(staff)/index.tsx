import { DataTable } from "../../../components/data_table.tsx";
import { Empty } from "../../../components/empty.tsx";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  FileField,
  SelectField,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../components/form.tsx";
import { groupedNumber } from "../../../components/pagination.tsx";
import { formatDateTime } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { SuggestedField } from "../(_staff)/suggested_field.tsx";
import { ImportMark, KIND_TITLES } from "../(_staff)/import_words.tsx";
import { actorOf, INSURER_ZONE, mayAct } from "../(_staff)/staff_actor.ts";

const REGIONS = [
  { value: "", title: "Федеральный или прежний" },
  { value: "RU-BA", title: "Республика Башкортостан" },
];

interface Typed {
  employer: string;
  region: string;
  clinic: string;
}

type Overview = Awaited<ReturnType<StaffState["useCases"]["readImports"]>>;
type FileRow = Overview["files"][number];

interface FilesData extends Overview {
  typed: Typed;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const typed = { employer: "", region: "", clinic: "" };
    return { data: await filesData(ctx.state, typed, []) };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form } = state;
    const typed: Typed = {
      employer: formText(form, "employer"),
      region: formText(form, "region"),
      clinic: formText(form, "clinic"),
    };
    const refuse = async (errors: FieldError[]) => ({
      data: await filesData(state, typed, errors),
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
    const sent = form.get(field);
    if (!(sent instanceof File) || sent.name === "") {
      errors.push({ field, message: "Выберите файл xlsx или csv" });
    }
    if (errors.length > 0 || !(sent instanceof File)) return await refuse(errors);

    const content = new Uint8Array(await sent.arrayBuffer());
    const file = { name: sent.name, content };
    const upload = await state.useCases.uploadFile({
      actor: actorOf(state),
      file: isRegister ? { ...file, kind: "register", clinic: typed.clinic } : {
        ...file,
        kind: "roster",
        employer: typed.employer,
        ...(typed.region ? { region: typed.region } : {}),
      },
    });
    if (upload.ok) {
      const since = upload.known ? `?since=${encodeURIComponent(state.now)}` : "";
      return ctx.redirect(`/ops/files/${upload.fileId}${since}`, 303);
    }
    switch (upload.reason) {
      case "unreadable":
        return await refuse([{ field, message: upload.problem }]);
      case "unknown_region":
        return await refuse([{ field: "region", message: "Выберите регион из списка" }]);
      case "clinic_missing":
        return await refuse([{ field: "clinic", message: "Введите название клиники" }]);
      case "employer_missing":
        return await refuse([{ field: "employer", message: "Введите название работодателя" }]);
    }
  },
});

async function filesData(
  state: StaffState,
  typed: Typed,
  errors: FieldError[],
): Promise<FilesData> {
  return { ...await state.useCases.readImports(), typed, errors };
}

export default defineOps.page<typeof handler>(function Files({ data, state }) {
  const { files, clinics, employers, typed, errors } = data;
  const error = (field: string) => errorOf(errors, field);
  return (
    <OpsFrame state={state} title={titleWithErrors("Файлы", errors)} current="/ops">
      <ErrorSummary errors={errors} />
      <h1>Файлы</h1>
      <div class="stack">
        {mayAct(state.owner) && (
          <section class="sheet" aria-labelledby="upload">
            <h2 id="upload">Загрузить реестр клиники</h2>
            <form
              class="filters"
              method="post"
              action="/ops"
              enctype="multipart/form-data"
              novalidate
            >
              <CsrfField token={state.csrfToken} />
              <input type="hidden" name="kind" value="register" />
              <SuggestedField
                name="clinic"
                label="Клиника"
                suggestions={clinics}
                value={typed.clinic}
                error={error("clinic")}
              />
              <FileField
                name="registerFile"
                label="Файл xlsx или csv"
                accept=".xlsx,.csv"
                error={error("registerFile")}
                required
              />
              <SubmitButton>Загрузить реестр</SubmitButton>
            </form>
            <h2>Загрузить список застрахованных</h2>
            <form
              class="filters"
              method="post"
              action="/ops"
              enctype="multipart/form-data"
              novalidate
            >
              <CsrfField token={state.csrfToken} />
              <input type="hidden" name="kind" value="roster" />
              <SuggestedField
                name="employer"
                label="Работодатель"
                suggestions={employers}
                value={typed.employer}
                error={error("employer")}
              />
              <SelectField
                name="region"
                label="Календарь праздников"
                options={REGIONS}
                value={typed.region}
                error={error("region")}
              />
              <FileField
                name="rosterFile"
                label="Файл xlsx или csv"
                accept=".xlsx,.csv"
                error={error("rosterFile")}
                required
              />
              <SubmitButton tone="quiet">Загрузить список</SubmitButton>
            </form>
          </section>
        )}
        <section aria-labelledby="recent" class="stack">
          <h2 id="recent">Последние файлы</h2>
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
                cell: (file) => <a href={`/ops/files/${file.id}`}>{file.name}</a>,
              },
              { key: "kind", title: "Что это", cell: (file) => KIND_TITLES[file.kind] },
              { key: "sender", title: "От кого", cell: (file) => file.sender ?? "—" },
              {
                key: "state",
                title: "Состояние",
                cell: (file) => <ImportMark state={file.state} />,
              },
              countColumn("accepted", "Принято"),
              countColumn("refused", "Отказано"),
              countColumn("held", "Удержано"),
              countColumn("unchanged", "Без изменений"),
              {
                key: "who",
                title: "Кто",
                cell: (file) => file.uploadedBy ?? "Командная строка",
              },
              {
                key: "when",
                title: "Когда",
                cell: (file) => (
                  <span class="nb">{formatDateTime(file.receivedAt, INSURER_ZONE)}</span>
                ),
              },
            ]}
          />
        </section>
        <section aria-labelledby="find" class="stack">
          <h2 id="find">Найти человека</h2>
          <form class="filters" method="get" action="/ops/people">
            <TextField name="q" type="search" label="Фамилия или номер полиса" />
            <SubmitButton tone="quiet">Найти</SubmitButton>
          </form>
        </section>
      </div>
    </OpsFrame>
  );
});

type CountKey = "accepted" | "refused" | "held" | "unchanged";

function countColumn(key: CountKey, title: string) {
  return {
    key,
    title,
    align: "num" as const,
    cell: (file: FileRow) => file.state === "done" ? groupedNumber(file[key]) : "—",
  };
}
