import { HttpError } from "fresh";
import { DataTable } from "../../../../../../components/page/data_table.tsx";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../../../components/page/pagination.tsx";
import { describeRefusal } from "../../../../../../domain/import_refusal.ts";
import { fullName } from "../../../../../../domain/person_name.ts";
import { formatDateTime, numbered } from "../../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../../state.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import { formText } from "../../../../../(_frame)/form_text.ts";
import { columnOfRefusal } from "../../../../(_staff)/refusal_column.ts";
import { mayAct } from "../../../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../../../(_staff)/staff_actor.ts";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readMend"]>>>;
type Try = View["row"]["tries"][number];

interface RowData extends View {
  fileId: number;
  /** What was typed just now, by column. */
  typed: Readonly<Record<string, string>>;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { fileId, sheetRow } = keyOf(ctx.params);
    const view = await read(ctx.state, { fileId, sheetRow });
    const typed = ctx.url.searchParams.has("try") ? triedCells(view) : {};
    const data: RowData = { ...view, fileId, typed, errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const key = keyOf(ctx.params);
    const before = await read(state, key);
    const typed = Object.fromEntries(
      before.cells.flatMap((cell) => {
        const field = `cell-${cell.key}`;
        return state.form.has(field) ? [[cell.key, formText(state.form, field)]] : [];
      }),
    );
    const mended = await state.useCases.mendRow({ ...key, typed, actor: actorOf(state) });
    if (mended.ok) {
      const held = mended.held === null ? "" : "&held";
      return ctx.redirect(`/ops/files/${key.fileId}?mended=${key.sheetRow}${held}`, 303);
    }
    if (mended.reason === "unknown") throw new HttpError(404);
    if (mended.reason === "closed") {
      return ctx.redirect(`/ops/files/${key.fileId}/rows/${key.sheetRow}`, 303);
    }
    const columns = before.cells.map((cell) => cell.key);
    const errors = mended.why.map((reason) => ({
      field: `cell-${columnOfRefusal(reason, columns)}`,
      message: describeRefusal("register", reason).russian,
    }));
    const data: RowData = { ...await read(state, key), fileId: key.fileId, typed, errors };
    return { data, status: 422 };
  },
});

/** What was typed in the last try, by column. */
function triedCells({ cells }: View): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap(({ key, tried }) => tried === null ? [] : [[key, tried]]),
  );
}

function keyOf(params: Record<string, string>): { fileId: number; sheetRow: number } {
  const fileId = pathNumber(params["id"]);
  const sheetRow = pathNumber(params["row"]);
  if (fileId === null || sheetRow === null || sheetRow > 2 ** 31 - 1) throw new HttpError(404);
  return { fileId, sheetRow };
}

async function read(
  state: StaffState,
  key: { fileId: number; sheetRow: number },
): Promise<View> {
  const view = await state.useCases.readMend({ ...key, actor: actorOf(state) });
  if (view === null) throw new HttpError(404);
  return view;
}

export default defineOps.page<typeof handler>(function MendRow({ data, state }) {
  const { row, fileId, closed, cells, errors } = data;
  const title = `Строка ${groupedNumber(row.sheetRow)}`;
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops">
      <ErrorSummary errors={errors} />
      <BackLink href={`/ops/files/${fileId}`}>{row.fileName}</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        <State data={data} />
        <Owner data={data} />
        <LastTry data={data} />
        {closed === null && cells.length > 0 && mayAct(state.owner, "/ops/files/:id/rows/:row")
          ? <MendForm data={data} csrf={state.csrfToken} />
          : <Original data={data} />}
        {row.nextRefused !== null && (
          <p>
            <a class="link" href={`/ops/files/${fileId}/rows/${row.nextRefused}`}>
              Следующая отказанная строка: {groupedNumber(row.nextRefused)}
            </a>
          </p>
        )}
        {row.tries.length > 0 && <Tries data={data} />}
      </div>
    </OpsFrame>
  );
});

function State({ data: { row, closed, cells } }: { data: RowData }) {
  if (closed === "accepted") {
    return (
      <Notice tone="done" title="Строка принята">
        <p>
          {formatDateTime(row.acceptedAt!, INSURER_ZONE)}. Ниже видно, что прислала клиника и кто
          что исправил.
        </p>
      </Notice>
    );
  }
  if (closed === "replaced") {
    return (
      <Notice tone="info" title="Вместо этого файла загружен другой">
        <p>Исправляйте строки там.</p>
      </Notice>
    );
  }
  if (cells.length === 0) {
    return (
      <Notice tone="info" title="Сначала проверьте отказанные строки файла снова">
        <p>Тогда станет известно, какой столбец где стоит, и строку можно будет исправить.</p>
      </Notice>
    );
  }
  return (
    <p>
      Отказано:{" "}
      {describeRefusal("register", row.reason).russian}. Исправьте и&nbsp;проверьте: исходные ячейки
      останутся в&nbsp;записи.
    </p>
  );
}

/** Whose the policy is, where the row names another: a slip in the number shows here. */
function Owner({ data: { owner, closed } }: { data: RowData }) {
  if (owner === null || closed !== null) return null;
  return (
    <p>
      По&nbsp;этому полису застрахован другой человек:{" "}
      <a href={`/ops/people/${owner.personId}`}>{fullName(owner)}</a>.
    </p>
  );
}

/** The form opens with what was sent; what was typed last is a step away. */
function LastTry({ data: { row, fileId, closed, typed, errors } }: { data: RowData }) {
  const last = row.tries.at(-1);
  if (!last || last.refusedFor === null || closed !== null || errors.length > 0) return null;
  if (Object.keys(typed).length > 0) return <p>В&nbsp;полях значения последней попытки.</p>;
  return (
    <p>
      Последняя попытка не&nbsp;прошла: {describeRefusal("register", last.refusedFor).russian}.{" "}
      <a href={`/ops/files/${fileId}/rows/${row.sheetRow}?try`}>
        Подставить ее значения
      </a>
    </p>
  );
}

function MendForm({ data, csrf }: { data: RowData; csrf: string }) {
  const { row, fileId, cells, typed, errors } = data;
  return (
    <form
      class="form"
      method="post"
      action={`/ops/files/${fileId}/rows/${row.sheetRow}`}
      novalidate
    >
      <CsrfField token={csrf} />
      {cells.map(({ key, title, original }) => {
        const value = typed[key] ?? original;
        return (
          <TextField
            key={key}
            name={`cell-${key}`}
            label={title}
            value={value}
            hint={value === original ? undefined : `Прислали: ${original || "пусто"}`}
            error={errorOf(errors, `cell-${key}`)}
          />
        );
      })}
      <div class="actions">
        <SubmitButton>Проверить строку</SubmitButton>
      </div>
    </form>
  );
}

function Original({ data: { row, cells } }: { data: RowData }) {
  const shown = cells.length > 0
    ? cells.map(({ title, original }) => [title, original] as const)
    : row.cells.map((cell, at) => [`Столбец ${at + 1}`, String(cell ?? "")] as const);
  return (
    <section class="stack" aria-labelledby="original">
      <h2 id="original">Прислали</h2>
      <dl class="facts">
        {shown.flatMap(([title, text]) => [
          <dt key={`${title}-name`}>{title}</dt>,
          <dd key={title}>{text || "пусто"}</dd>,
        ])}
      </dl>
    </section>
  );
}

function Tries({ data: { row, cells } }: { data: RowData }) {
  return (
    <section class="stack" aria-labelledby="tries">
      <h2 id="tries">Как исправляли</h2>
      <DataTable
        caption="Как исправляли"
        rows={row.tries}
        rowKey={(one) => one.at}
        empty={null}
        columns={[
          { key: "at", title: "Когда", cell: ({ at }) => formatDateTime(at, INSURER_ZONE) },
          { key: "who", title: "Кто", cell: (one) => <Who made={one} /> },
          {
            key: "what",
            title: "Было → стало",
            cell: (one) =>
              changesOf(one, { row, cells }).map((change) => <p key={change}>{change}</p>),
          },
          {
            key: "result",
            title: "Итог",
            cell: ({ refusedFor }) =>
              refusedFor === null ? "Принята" : describeRefusal("register", refusedFor).russian,
          },
        ]}
      />
    </section>
  );
}

function Who({ made: { staff, mendingFileId } }: { made: Try }) {
  if (mendingFileId === null) return <>{staff ?? "Командная строка"}</>;
  return <a href={`/ops/files/${mendingFileId}`}>Файл {numbered(mendingFileId)}</a>;
}

/** Each cell that the try has otherwise than the clinic sent it. */
function changesOf(made: Try, { row, cells }: Pick<View, "row" | "cells">): string[] {
  const words = (cell: string | number | null | undefined) =>
    String(cell ?? "").replace(/^(\d+)\.(\d+)$/, "$1,$2") || "пусто";
  return cells.flatMap(({ key, title }) => {
    const place = row.places?.[key] ?? -1;
    const [was, now] = [words(row.cells[place]), words(made.cells[place])];
    return was === now ? [] : [`${title}: ${was} → ${now}`];
  });
}
