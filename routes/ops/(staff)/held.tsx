import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { plural } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import {
  columnsOf,
  DecisionForm,
  FilterForm,
  HELD_PATH,
  type HeldData,
  HeldLines,
  type HeldView,
  ListLink,
} from "../(_staff)/held_list.tsx";
import { ROWS_OF_FILE } from "../(_staff)/list_columns.tsx";
import { ListPages } from "../(_staff)/list_filter_form.tsx";
import { listHref, type ListView, listView, pageOffset, workHref } from "../(_staff)/list_query.ts";
import { reasonErrors } from "../(_staff)/reason_errors.ts";
import { mayAct, mayLook } from "../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../(_staff)/staff_actor.ts";

const LINES_A_PAGE = 50;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const view = listView("held", url.searchParams);
    const offset = pageOffset(url.searchParams);
    const read = await readHeld(state, view, offset);
    // Lines leave the list while it is worked off, and its last page with them.
    if (read.lines.length === 0 && offset > 0) return ctx.redirect(workHref(HELD_PATH, view), 303);
    const data: HeldData = {
      ...read,
      view,
      offset,
      chosen: [],
      reason: "",
      errors: view.errors,
      outcome: outcomeOf(url.searchParams),
    };
    return { data, status: view.errors.length > 0 ? 422 : 200 };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form } = state;
    const text = (name: string) => formText(form, name);
    const view = listView("held", { get: text });
    const decision = text("decision") === "released" ? "released" : "refused";
    const chosen = form.getAll("line").flatMap((id) => pathNumber(String(id)) ?? []);
    const all = text("all") === "on";
    // A filter that can't be read would take every line for its own.
    if (view.errors.length > 0) return ctx.redirect(workHref(HELD_PATH, view), 303);
    const decided = await state.useCases.decideHeldLines({
      lines: all ? { all: view.query.filter, count: Number(text("count")) } : { lineIds: chosen },
      decision,
      reason: text("because"),
      actor: actorOf(state),
    });
    if (decided.ok) {
      const { decided: count, decidedBefore } = decided;
      const result = `${decision}=${count}&before=${decidedBefore}`;
      const href = workHref(HELD_PATH, view);
      return ctx.redirect(`${href}${href.includes("?") ? "&" : "?"}${result}`, 303);
    }
    const offset = pageOffset({ get: text });
    const data: HeldData = {
      ...await readHeld(state, view, offset),
      view,
      offset,
      chosen,
      reason: text("because"),
      errors: problemsOf(decided, text("because")),
      outcome: null,
    };
    return { data, status: 422 };
  },
});

type Undecided = Extract<
  Awaited<ReturnType<StaffState["useCases"]["decideHeldLines"]>>,
  { ok: false }
>;

function problemsOf(undecided: Undecided, reason: string): FieldError[] {
  switch (undecided.reason) {
    case "reason_missing":
    case "reason_long":
      return reasonErrors(reason, { field: "because", missing: "Напишите, почему вы так решили" });
    case "none_chosen":
      return [{ field: "all", message: "Выберите строки в таблице или отметьте все по отбору" }];
    case "list_changed":
      return [{
        field: "all",
        message: `Список изменился: по отбору теперь ${
          linesInWords(undecided.count)
        }. Посмотрите его и решите снова`,
      }];
  }
}

function readHeld(state: StaffState, view: ListView, offset: number): Promise<HeldView> {
  return state.useCases.readHeldLines({
    filter: view.query.filter,
    page: view.errors.length > 0 ? null : { offset, limit: LINES_A_PAGE },
    actor: actorOf(state),
  });
}

function outcomeOf(query: URLSearchParams): HeldData["outcome"] {
  const before = pathNumber(query.get("before") ?? undefined) ?? 0;
  for (const decision of ["released", "refused"] as const) {
    const text = query.get(decision);
    if (text !== null) return { decision, decided: pathNumber(text) ?? 0, before };
  }
  return null;
}

export default defineOps.page<typeof handler>(function Held({ data, state }) {
  const { view, lines, errors, outcome } = data;
  const waiting = view.query.filter.part === "waiting";
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors("Удержанные строки", errors)}
      current={HELD_PATH}
    >
      <ErrorSummary errors={errors} />
      <h1>Удержанные строки</h1>
      <div class="stack">
        {outcome && <Outcome {...outcome} />}
        <p>
          Эти услуги не попадут в&nbsp;счет, пока их не отпустят. Отказанные остаются в&nbsp;базе с
          {" "}
          причиной и&nbsp;в&nbsp;счета не&nbsp;идут.
        </p>
        <nav class="links" aria-label="Какие строки показать">
          <ListLink data={data} part="waiting">Ждут решения</ListLink>
          <ListLink data={data} part="decided">Решенные</ListLink>
        </nav>
        <FilterForm data={data} />
        {waiting && mayAct(state.owner, "/ops/held") && lines.length > 0
          ? <DecisionForm data={data} csrf={state.csrfToken} />
          : view.errors.length === 0 && <HeldLines data={data} columns={columnsOf(data)} />}
        <ListPages
          offset={data.offset}
          shown={lines.length}
          total={data.total}
          rowsAPage={LINES_A_PAGE}
          href={(offset) => workHref(HELD_PATH, view, { offset })}
          file={mayLook(state.owner, "/ops/lists/:list/file")
            ? listHref(view, { file: true })
            : null}
          rowsOfFile={ROWS_OF_FILE}
        />
      </div>
    </OpsFrame>
  );
});

function Outcome({ decision, decided, before }: NonNullable<HeldData["outcome"]>) {
  const title = decision === "released"
    ? `Отпустили: ${linesInWords(decided)}`
    : `Отказали: ${linesInWords(decided)}`;
  return (
    <Notice tone="done" role="status" title={title}>
      {decision === "released" && <p>Войдут в&nbsp;ближайший счет.</p>}
      {before > 0 && <p>Уже решены кем-то раньше: {linesInWords(before)}. Их не меняли.</p>}
    </Notice>
  );
}

function linesInWords(count: number): string {
  return `${groupedNumber(count)}\u00a0${plural(count, ["строка", "строки", "строк"])}`;
}
