import { HttpError } from "fresh";
import { Tally } from "../../../../../components/page/data_table.tsx";
import { CsrfField, SubmitButton } from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { groupedNumber, Pagination } from "../../../../../components/page/pagination.tsx";
import { type Instant, instant } from "../../../../../domain/local_date.ts";
import { formatDateTime } from "../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { formText } from "../../../../(_frame)/form_text.ts";
import { typedText } from "../../../../(_frame)/typed_text.ts";
import { FileLinks } from "../../../(_staff)/file_links.tsx";
import { FileUnderWay } from "../../../(_staff)/file_under_way.tsx";
import { ImportMark, KIND_TITLES } from "../../../(_staff)/import_words.tsx";
import { mendHref, NotedLines, RowsTable } from "../../../(_staff)/file_rows.tsx";
import { Recheck } from "../../../(_staff)/file_recheck.tsx";
import { PreviewView } from "../../../(_staff)/preview_view.tsx";
import { mayAct } from "../../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../../../(_staff)/staff_actor.ts";

const ROWS_A_PAGE = 100;

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;
type RefusedRow = View["refused"][number];

interface FileData extends View {
  reason: string | null;
  offset: number;
  /** The row that was let in just now, and whether it is held. */
  mended: { sheetRow: number; held: boolean } | null;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const fileId = pathNumber(ctx.params["id"]);
    const since = readInstant(url.searchParams.get("since"));
    if (url.searchParams.has("progress")) {
      const standing = fileId && await state.useCases.readImportStanding({ fileId, since });
      if (!standing) throw new HttpError(404);
      return Response.json(standing);
    }
    const asked = url.searchParams.get("reason");
    const reason = asked === null ? null : typedText(asked);
    const offset = (pathNumber(url.searchParams.get("from") ?? "1") ?? 1) - 1;
    const view = fileId === null ? null : await state.useCases.readImport({
      fileId,
      reason,
      offset,
      limit: ROWS_A_PAGE,
      since,
      ...actorOf(state),
    });
    if (view === null) throw new HttpError(404);
    const sheetRow = pathNumber(url.searchParams.get("mended") ?? undefined);
    const mended = sheetRow === null ? null : { sheetRow, held: url.searchParams.has("held") };
    const data: FileData = { ...view, reason, offset, mended };
    return { data };
  },

  /** Loads or leaves a file that waits, or checks the refused rows again. */
  async POST(ctx) {
    const { state } = ctx;
    const fileId = pathNumber(ctx.params["id"]);
    if (fileId === null) throw new HttpError(404);
    const decision = formText(state.form, "decision");
    if (decision === "load" || decision === "discard") {
      const decided = await state.useCases.decideFile({
        fileId,
        decision,
        actor: actorOf(state),
      });
      if (!decided.ok && decided.reason === "unknown") throw new HttpError(404);
      return ctx.redirect(`/ops/files/${fileId}`, 303);
    }
    const asked = await state.useCases.recheckFile({ fileId, actor: actorOf(state) });
    if (!asked.ok && asked.reason === "unknown") throw new HttpError(404);
    const since = asked.ok ? `?since=${encodeURIComponent(state.now)}` : "";
    return ctx.redirect(`/ops/files/${fileId}${since}`, 303);
  },
});

function readInstant(text: string | null): Instant | null {
  if (text === null) return null;
  try {
    return instant(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export default defineOps.page<typeof handler>(function FilePage({ data, state, url }) {
  const { file, reasons, refused, acceptedLater, noted } = data;
  const path = `/ops/files/${file.id}`;
  const waits = file.previewAskedAt !== null && file.state !== "unreadable";
  const held = noted.filter((line) => line.held !== null);
  const marked = noted.filter((line) => line.held === null);
  return (
    <OpsFrame state={state} title={file.name} current="/ops">
      <BackLink href="/ops">Файлы</BackLink>
      <h1>{file.name}</h1>
      <div class="stack">
        <p>
          {KIND_TITLES[file.kind]}
          {file.sender && <>, {file.sender}</>}
          {file.madeSender && ` (${strangerOf(file)}: до\u00a0этого файла не\u00a0было)`}. Загружен
          {" "}
          {formatDateTime(file.receivedAt, INSURER_ZONE)}, {file.uploadedBy ?? "командная строка"}.
        </p>
        <p>
          <ImportMark file={file} />
        </p>
        <FileUnderWay view={data} href={url} />
        {waits && file.preview !== null && (
          <PreviewView
            file={file}
            preview={file.preview}
            canAct={mayAct(state.owner, "/ops/files/:id")}
            csrf={state.csrfToken}
          />
        )}
        <Recheck view={data} />
        {data.mended && (
          <Notice
            tone="done"
            role="status"
            title={`Строка ${groupedNumber(data.mended.sheetRow)} принята`}
          >
            {data.mended.held && <p>Она удержана: решите на странице «Удержанные».</p>}
          </Notice>
        )}
        <FileLinks view={data} canAct={mayAct(state.owner, "/ops/files/:id")} />
        {file.state === "unreadable" && (
          <Notice tone="late" title="Файл не прочитан, ничего не загружено">
            <p>{file.problem}.</p>
          </Notice>
        )}
        {file.state === "done" && (
          <Tally
            items={[
              { title: "Принято", count: file.accepted },
              { title: "Отказано", count: file.refused },
              { title: "Удержано", count: file.held },
              { title: "Без изменений", count: file.unchanged },
            ]}
          />
        )}
        {reasons.length > 0 && (
          <section class="stack" aria-labelledby="refused">
            <h2 id="refused">Отказанные строки</h2>
            <p>
              Принятое не откатывается. Исправьте строки здесь или скачайте их, исправьте в таблице
              и&nbsp;загрузите. Если дело было не в файле, проверьте их еще раз.
            </p>
            <div class="actions">
              <a class="button button-quiet" href={`${path}/refused.csv`}>Скачать отказанные</a>
              {mayAct(state.owner, "/ops/files/:id") && canRecheck(file) &&
                file.kind === "register" && (
                <a
                  class="button button-quiet"
                  href={`/ops?purpose=mends&corrects=${file.id}&clinic=${
                    encodeURIComponent(file.sender ?? "")
                  }#upload`}
                >
                  Загрузить исправленные
                </a>
              )}
              {mayAct(state.owner, "/ops/files/:id") && canRecheck(file) && (
                <form method="post" action={path}>
                  <CsrfField token={state.csrfToken} />
                  <SubmitButton tone="quiet">Проверить отказанные строки снова</SubmitButton>
                </form>
              )}
            </div>
            <ReasonList view={data} path={path} />
            {groupsOf(refused).map(([reason, rows]) => (
              <section class="stack" key={reason} aria-labelledby={`reason-${reason}`}>
                <h3 id={`reason-${reason}`}>{sentenceOf(data, reason)}</h3>
                <RowsTable
                  caption={sentenceOf(data, reason)}
                  rows={rows}
                  columns={data.columns}
                  rowHref={mendHref(
                    data,
                    mayAct(state.owner, "/ops/files/:id") ? "Исправить" : "Открыть",
                  )}
                />
              </section>
            ))}
            <RefusedPages data={data} path={path} />
          </section>
        )}
        {held.length > 0 && (
          <section class="stack" aria-labelledby="held">
            <h2 id="held">Удержаны до решения</h2>
            <p>
              В счет не попадут, пока их не отпустят.{" "}
              <a class="link" href="/ops/held">Решить на странице «Удержанные»</a>
            </p>
            <NotedLines caption="Удержаны до решения" lines={held} />
          </section>
        )}
        {marked.length > 0 && (
          <section class="stack" aria-labelledby="marked">
            <h2 id="marked">Приняты, но просят взгляда</h2>
            <NotedLines caption="Приняты, но просят взгляда" lines={marked} />
          </section>
        )}
        {acceptedLater.length > 0 && (
          <section class="stack" aria-labelledby="later">
            <h2 id="later">Приняты при повторной проверке</h2>
            <RowsTable
              caption="Приняты при повторной проверке"
              rows={acceptedLater}
              columns={data.columns}
              rowHref={mendHref(data, "Открыть")}
            />
          </section>
        )}
      </div>
    </OpsFrame>
  );
});

/** What a sender is called that nobody knew. */
function strangerOf({ kind }: View["file"]): string {
  return kind === "register" ? "новая клиника" : "новый работодатель";
}

/** A file in whose place another came does not count any more: nothing of it is checked again. */
function canRecheck({ state, sender, replacedById, mendsId }: View["file"]): boolean {
  return state === "done" && sender !== null && replacedById === null && mendsId === null;
}

function ReasonList({ view, path }: { view: FileData; path: string }) {
  const { reasons, reason: chosen, refusedInAll } = view;
  // On one page the groups' own headings say as much.
  if (chosen === null && (reasons.length < 2 || refusedInAll <= ROWS_A_PAGE)) return null;
  return (
    <nav aria-label="Причины отказа">
      <ul class="plain-list">
        {reasons.map(({ reason, rows, sentence }) => (
          <li key={reason}>
            <a
              href={`${path}?reason=${encodeURIComponent(reason)}`}
              aria-current={reason === chosen ? "true" : undefined}
            >
              {sentence}
            </a>: {groupedNumber(rows)}
          </li>
        ))}
      </ul>
      {chosen !== null && (
        <p>
          <a class="link" href={path}>Убрать отбор: показать все причины</a>
        </p>
      )}
    </nav>
  );
}

function RefusedPages({ data, path }: { data: FileData; path: string }) {
  const { refused, refusedInAll, offset, reason } = data;
  if (refusedInAll <= ROWS_A_PAGE && offset === 0) return null;
  const href = (from: number) => {
    const query = new URLSearchParams();
    if (reason !== null) query.set("reason", reason);
    query.set("from", String(from + 1));
    return `${path}?${query}`;
  };
  const end = offset + refused.length;
  return (
    <Pagination
      from={offset + 1}
      to={end}
      total={refusedInAll}
      previousHref={offset > 0 ? href(Math.max(0, offset - ROWS_A_PAGE)) : null}
      nextHref={end < refusedInAll ? href(end) : null}
    />
  );
}

function groupsOf(rows: RefusedRow[]): [string, RefusedRow[]][] {
  return [...Map.groupBy(rows, (row) => row.reason)];
}

function sentenceOf(view: View, reason: string): string {
  return view.reasons.find((group) => group.reason === reason)?.sentence ?? reason;
}
