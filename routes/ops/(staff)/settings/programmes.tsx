import { DataTable } from "../../../../components/page/data_table.tsx";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  FileField,
  SelectField,
  SubmitButton,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import { formatDateTime } from "../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { ProgrammeChanges, type ProgrammePreview } from "../../(_staff)/programme_changes.tsx";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE } from "../../(_staff)/staff_actor.ts";

type Programme = Awaited<ReturnType<StaffState["useCases"]["listProgrammes"]>>[number];
type Refused = Extract<
  Awaited<ReturnType<StaffState["useCases"]["previewProgramme"]>>,
  { ok: false }
>;

interface ProgrammesData {
  programmes: Programme[];
  programme: string;
  errors: FieldError[];
  wrongRows: Extract<Refused, { reason: "wrong_rows" }>["rows"];
  /** What was sent and what it would change; null while nothing was. */
  check: { file: SentFile; preview: ProgrammePreview } | null;
  done: "set" | "same" | null;
}

interface SentFile {
  name: string;
  content: Uint8Array<ArrayBuffer>;
}

/** The file goes on to the second step inside the page. */
const MOST_BYTES = 2_000_000;
const ROWS_SHOWN = 50;

export const handler = defineOps.handlers({
  async GET({ state, url }) {
    const data: ProgrammesData = {
      programmes: await state.useCases.listProgrammes(),
      programme: "",
      errors: [],
      wrongRows: [],
      check: null,
      done: url.searchParams.has("set") ? "set" : url.searchParams.has("same") ? "same" : null,
    };
    return { data };
  },

  // What is shown before it is applied holds the file, so the answer is the page.
  async POST(ctx) {
    const { state } = ctx;
    const { form, useCases } = state;
    const name = formText(form, "programme");
    const programmes = await useCases.listProgrammes();
    const answer = (rest: Partial<ProgrammesData>, status: number) => {
      const data: ProgrammesData = {
        programmes,
        programme: name,
        errors: [],
        wrongRows: [],
        check: null,
        done: null,
        ...rest,
      };
      return { data, status };
    };
    const file = await sentFile(form);
    const errors: FieldError[] = [
      programmes.some((one) => one.name === name)
        ? []
        : [{ field: "programme", message: "Выберите программу" }],
      file === null ? [{ field: "file", message: "Выберите файл xlsx или csv, до 2\u00a0МБ" }] : [],
    ].flat();
    if (errors.length > 0 || file === null) return answer({ errors }, 422);
    const preview = await useCases.previewProgramme({ name, file });
    if (!preview.ok) {
      const wrongRows = preview.reason === "wrong_rows" ? preview.rows : [];
      return answer({ errors: [refusalOf(preview)], wrongRows }, 422);
    }
    if (!form.has("apply")) return answer({ check: { file, preview } }, 200);
    const { staffId, ip } = actorOf(state);
    const set = await useCases.setProgramme({
      name,
      file,
      actor: { name: `staff/${staffId}`, ip },
    });
    if (!set.ok) throw new Error(`A file that was read a moment ago is refused: ${set.reason}`);
    return ctx.redirect(`/ops/settings/programmes?${set.changed ? "set" : "same"}`, 303);
  },
});

/** The chosen file, or the one that the check has brought back. */
async function sentFile(form: FormData): Promise<SentFile | null> {
  const chosen = form.get("file");
  if (chosen instanceof File && chosen.name !== "") {
    if (chosen.size > MOST_BYTES) return null;
    return { name: chosen.name, content: new Uint8Array(await chosen.arrayBuffer()) };
  }
  const name = formText(form, "checked-name");
  const text = formText(form, "checked");
  if (name === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length > 2 * MOST_BYTES) {
    return null;
  }
  return { name, content: Uint8Array.from(atob(text), (char) => char.charCodeAt(0)) };
}

function refusalOf(refused: Refused): FieldError {
  switch (refused.reason) {
    case "unknown_programme":
      return { field: "programme", message: "Выберите программу" };
    case "unreadable":
      return { field: "file", message: refused.problem };
    case "wrong_rows":
      return {
        field: "file",
        message: "Исправьте строки, перечисленные ниже, и\u00a0выберите файл снова",
      };
  }
}

export default defineOps.page<typeof handler>(function Programmes({ data, state }) {
  const { programmes, errors, check, done } = data;
  const title = check ? "Что изменит файл" : "Программы и\u00a0клиники";
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/settings">
      <ErrorSummary errors={errors} />
      <BackLink href={check ? "/ops/settings/programmes" : "/ops/settings"}>
        {check ? "Программы и\u00a0клиники" : "Настройки"}
      </BackLink>
      <h1>{title}</h1>
      <div class="stack">
        {done === "set" && <Notice tone="done" role="status" title="Программа записана" />}
        {done === "same" && (
          <Notice
            tone="info"
            role="status"
            title="В программе все так и&nbsp;было: ничего не&nbsp;изменилось"
          />
        )}
        {check ? <Check data={data} check={check} csrf={state.csrfToken} /> : (
          <>
            {mayAct(state.owner, "/ops/settings/programmes") && (
              <UploadForm data={data} csrf={state.csrfToken} />
            )}
            <WrongRows rows={data.wrongRows} />
            <List programmes={programmes} />
          </>
        )}
      </div>
    </OpsFrame>
  );
});

function UploadForm({ data: { programmes, programme, errors }, csrf }: {
  data: ProgrammesData;
  csrf: string;
}) {
  return (
    <section class="sheet" aria-labelledby="upload">
      <h2 id="upload">Загрузить программу</h2>
      <form
        class="form"
        method="post"
        action="/ops/settings/programmes"
        enctype="multipart/form-data"
        novalidate
      >
        <CsrfField token={csrf} />
        <SelectField
          name="programme"
          label="Программа"
          hint="Новые приходят со&nbsp;списками застрахованных"
          value={programme}
          error={errorOf(errors, "programme")}
          required
          options={[
            { value: "", title: "Выберите" },
            ...programmes.map(({ name }) => ({ value: name, title: name })),
          ]}
        />
        <FileField
          name="file"
          label="Файл xlsx или csv"
          hint="Листы «Программа» и&nbsp;«Клиники». Чего в&nbsp;файле нет, останется как было"
          accept=".xlsx,.csv"
          error={errorOf(errors, "file")}
          required
        />
        <SubmitButton>Посмотреть, что изменится</SubmitButton>
      </form>
    </section>
  );
}

function WrongRows({ rows }: { rows: ProgrammesData["wrongRows"] }) {
  if (rows.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="wrong">
      <h2 id="wrong">Что исправить</h2>
      {rows.length > ROWS_SHOWN && <p>Показаны первые {ROWS_SHOWN} строк из {rows.length}.</p>}
      <DataTable
        caption="Что исправить"
        rows={rows.slice(0, ROWS_SHOWN)}
        rowKey={(row) => `${row.table} ${row.row}`}
        empty={null}
        columns={[
          { key: "row", title: "Строка", cell: (row) => `«${row.table}», ${row.row}` },
          { key: "problems", title: "Что не так", cell: (row) => row.problems.join("; ") },
        ]}
      />
    </section>
  );
}

function List({ programmes }: { programmes: Programme[] }) {
  return (
    <DataTable
      caption="Программы"
      rows={programmes}
      rowKey={(programme) => programme.id}
      empty={null}
      columns={[
        {
          key: "name",
          title: "Программа",
          cell: ({ id, name }) => <a href={`/ops/settings/programmes/${id}`}>{name}</a>,
        },
        {
          key: "kind",
          title: "Вид",
          cell: (programme) => programme.kind === "emergency" ? "Экстренная" : "Групповая",
        },
        { key: "items", title: "Услуг", align: "num", cell: (programme) => programme.items },
        { key: "clinics", title: "Клиник", align: "num", cell: (programme) => programme.clinics },
        {
          key: "policies",
          title: "Полисов",
          align: "num",
          cell: (programme) => programme.policies,
        },
        {
          key: "at",
          title: "Загружена",
          cell: ({ setAt }) =>
            setAt === null
              ? "не\u00a0загружали"
              : <span class="nb">{formatDateTime(setAt, INSURER_ZONE)}</span>,
        },
      ]}
    />
  );
}

function Check({ data, check: { file, preview }, csrf }: {
  data: ProgrammesData;
  check: NonNullable<ProgrammesData["check"]>;
  csrf: string;
}) {
  return (
    <>
      <dl class="facts">
        <dt>Программа</dt>
        <dd>{data.programme}</dd>
        <dt>Файл</dt>
        <dd>{file.name}</dd>
      </dl>
      <ProgrammeChanges preview={preview} />
      {!preview.same && (
        <form class="form" method="post" action="/ops/settings/programmes">
          <CsrfField token={csrf} />
          <input type="hidden" name="programme" value={data.programme} />
          <input type="hidden" name="checked-name" value={file.name} />
          <input type="hidden" name="checked" value={file.content.toBase64()} />
          <p>Застрахованные увидят изменения сразу. Прежняя версия сохранится.</p>
          <SubmitButton name="apply" value="on">Применить</SubmitButton>
        </form>
      )}
    </>
  );
}
