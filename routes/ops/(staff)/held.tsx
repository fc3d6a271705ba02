import { ErrorSummary, type FieldError, titleWithErrors } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber, Pagination } from "../../../components/page/pagination.tsx";
import { type HoldReason, HOLDS } from "../../../domain/register_line.ts";
import { plural } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { typedText } from "../../(_frame)/typed_text.ts";
import {
  columnsOf,
  DecisionForm,
  FilterForm,
  type HeldData,
  type HeldFilter,
  HeldLines,
  type HeldView,
  ListLink,
  pageHref,
} from "../(_staff)/held_list.tsx";
import { mayAct } from "../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../(_staff)/staff_actor.ts";

const LINES_A_PAGE = 50;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const filter = filterOf(url.searchParams);
    const offset = (pathNumber(url.searchParams.get("from") ?? "1") ?? 1) - 1;
    const view = await read(state, filter, offset);
    // Lines leave the list while it is worked off, and its last page with them.
    if (view.lines.length === 0 && offset > 0) return ctx.redirect(pageHref(filter, 0), 303);
    const data: HeldData = {
      ...view,
      filter,
      offset,
      chosen: [],
      reason: "",
      errors: [],
      outcome: outcomeOf(url.searchParams),
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form } = state;
    const text = (name: string) => formText(form, name);
    const filter = filterOf({ get: text });
    const decision = text("decision") === "released" ? "released" : "refused";
    const chosen = form.getAll("line").flatMap((id) => pathNumber(String(id)) ?? []);
    const all = text("all") === "on";
    const { list: _, ...shown } = filter;
    const decided = await state.useCases.decideHeldLines({
      lines: all ? { all: shown, count: Number(text("count")) } : { lineIds: chosen },
      decision,
      reason: text("reason"),
      actor: actorOf(state),
    });
    if (decided.ok) {
      const { decided: count, decidedBefore } = decided;
      const result = `${decision}=${count}&before=${decidedBefore}`;
      const href = pageHref(filter, 0);
      return ctx.redirect(`${href}${href.includes("?") ? "&" : "?"}${result}`, 303);
    }
    const offset = (pathNumber(text("from")) ?? 1) - 1;
    const data: HeldData = {
      ...await read(state, filter, offset),
      filter,
      offset,
      chosen,
      reason: text("reason"),
      errors: [problemOf(decided)],
      outcome: null,
    };
    return { data, status: 422 };
  },
});

type Undecided = Extract<
  Awaited<ReturnType<StaffState["useCases"]["decideHeldLines"]>>,
  { ok: false }
>;

function problemOf(undecided: Undecided): FieldError {
  switch (undecided.reason) {
    case "reason_missing":
      return { field: "reason", message: "Напишите, почему вы так решили" };
    case "none_chosen":
      return { field: "all", message: "Выберите строки в таблице или отметьте все по отбору" };
    case "list_changed":
      return {
        field: "all",
        message: `Список изменился: по отбору теперь ${
          linesInWords(undecided.count)
        }. Посмотрите его и решите снова`,
      };
  }
}

function read(state: StaffState, filter: HeldFilter, offset: number): Promise<HeldView> {
  return state.useCases.readHeldLines({
    filter,
    offset,
    limit: LINES_A_PAGE,
    actor: actorOf(state),
  });
}

function filterOf(words: { get(name: string): string | null }): HeldFilter {
  const reason = words.get("why") ?? "";
  return {
    list: words.get("list") === "decided" ? "decided" : "waiting",
    reason: isHoldReason(reason) ? reason : null,
    clinicId: pathNumber(words.get("clinic") ?? undefined),
    person: typedText(words.get("person") ?? ""),
  };
}

function isHoldReason(text: string): text is HoldReason {
  return Object.hasOwn(HOLDS, text);
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
  const { filter, lines, errors, outcome } = data;
  const waiting = filter.list === "waiting";
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors("Удержанные строки", errors)}
      current="/ops/held"
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
          <ListLink data={data} list="waiting">Ждут решения</ListLink>
          <ListLink data={data} list="decided">Решенные</ListLink>
        </nav>
        <FilterForm data={data} />
        {waiting && mayAct(state.owner, "/ops/held") && lines.length > 0
          ? <DecisionForm data={data} csrf={state.csrfToken} />
          : <HeldLines data={data} columns={columnsOf(data)} />}
        <Pages data={data} />
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

function Pages({ data }: { data: HeldData }) {
  const { lines, total, filter, offset } = data;
  if (total <= LINES_A_PAGE && offset === 0) return null;
  const end = offset + lines.length;
  return (
    <Pagination
      from={offset + 1}
      to={end}
      total={total}
      previousHref={offset > 0 ? pageHref(filter, Math.max(0, offset - LINES_A_PAGE)) : null}
      nextHref={end < total ? pageHref(filter, end) : null}
    />
  );
}
