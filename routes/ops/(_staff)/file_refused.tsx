import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { groupedNumber, Pagination } from "../../../components/page/pagination.tsx";
import { groupedBy } from "../../../domain/grouped.ts";
import { describeRefusal } from "../../../domain/import_refusal.ts";
import type { StaffState } from "../../../state.ts";
import { mendHref, RowsTable } from "./file_rows.tsx";
import { MeantEmployer } from "./meant_employer.tsx";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;

/** Rows of a file that its page shows at once. */
export const ROWS_A_PAGE = 100;

export interface RefusedProps {
  view: View;
  /** The reason that was chosen; null for all. */
  reason: string | null;
  offset: number;
  canAct: boolean;
  csrf: string;
}

/** The rows that stand refused, by reason, and what may be done about them. */
export function Refused({ view, reason, offset, canAct, csrf }: RefusedProps) {
  const { file, reasons, refused, columns } = view;
  if (reasons.length === 0) return null;
  const path = `/ops/files/${file.id}`;
  return (
    <section class="stack" aria-labelledby="refused">
      <h2 id="refused">Отказанные строки</h2>
      {view.meantEmployer !== null && (
        <MeantEmployer meant={view.meantEmployer} sender={file.sender} />
      )}
      <p>
        Принятое не откатывается. {file.kind === "register"
          ? "Исправьте строки здесь или скачайте их, исправьте в таблице и\u00a0загрузите."
          : "Скачайте отказанные, исправьте в таблице и\u00a0загрузите как список."}{" "}
        Если дело было не в файле, проверьте их еще раз.
      </p>
      <div class="actions">
        <a class="button button-quiet" href={`${path}/refused.csv`}>Скачать отказанные</a>
        {canAct && canRecheck(file) && file.kind === "register" && (
          <a
            class="button button-quiet"
            href={`/ops?purpose=mends&corrects=${file.id}&clinic=${
              encodeURIComponent(file.sender ?? "")
            }#upload`}
          >
            Загрузить исправленные
          </a>
        )}
        {canAct && canRecheck(file) && (
          <form method="post" action={path}>
            <CsrfField token={csrf} />
            <SubmitButton tone="quiet">Проверить отказанные строки снова</SubmitButton>
          </form>
        )}
      </div>
      <ReasonList view={view} chosen={reason} path={path} />
      <RowsTable
        caption="Отказанные строки"
        rows={[...groupedBy(refused, (row) => sentenceOf(view, row))].flatMap(([, rows]) => rows)}
        columns={columns}
        group={(row) => ({ id: `reason-${row.reason}`, title: sentenceOf(view, row) })}
        rowHref={mendHref(view, canAct ? "Исправить" : "Открыть")}
      />
      <RefusedPages view={view} reason={reason} offset={offset} path={path} />
    </section>
  );
}

/** A file in whose place another came does not count any more: nothing of it is checked again. */
function canRecheck({ state, sender, replacedById, mendsId }: View["file"]): boolean {
  return state === "done" && sender !== null && replacedById === null && mendsId === null;
}

function ReasonList({ view, chosen, path }: { view: View; chosen: string | null; path: string }) {
  const { reasons, refusedInAll } = view;
  // On one page the groups' own headings say as much.
  if (chosen === null && (reasons.length < 2 || refusedInAll <= ROWS_A_PAGE)) return null;
  return (
    <nav aria-label="Причины отказа">
      <ul class="plain-list">
        {reasons.map(({ reason, rows, sentence }) => (
          <li key={sentence}>
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

function RefusedPages({ view, reason, offset, path }: {
  view: View;
  reason: string | null;
  offset: number;
  path: string;
}) {
  const { refused, refusedInAll } = view;
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

function sentenceOf({ file }: View, { reason, detail }: View["refused"][number]): string {
  return describeRefusal(file.kind, reason, detail).russian;
}
