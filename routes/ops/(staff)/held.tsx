import { type Column, DataTable } from "../../../components/data_table.tsx";
import { Empty } from "../../../components/empty.tsx";
import {
  Checkbox,
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SelectField,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../components/form.tsx";
import { Notice } from "../../../components/notice.tsx";
import { groupedNumber, Pagination } from "../../../components/pagination.tsx";
import { fullName } from "../../../domain/person_name.ts";
import { type HoldReason, HOLDS } from "../../../domain/register_line.ts";
import { formatDateTime, plural } from "../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { typedText } from "../../(_frame)/typed_text.ts";
import { type HeldLine, HeldWhy, LineCell } from "../(_staff)/held_facts.tsx";
import { mayAct } from "../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE, pathNumber } from "../(_staff)/staff_actor.ts";

const LINES_A_PAGE = 50;

type View = Awaited<ReturnType<StaffState["useCases"]["readHeldLines"]>>;
type Filter = Parameters<StaffState["useCases"]["readHeldLines"]>[0]["filter"];

interface HeldData extends View {
  filter: Filter;
  offset: number;
  chosen: number[];
  reason: string;
  errors: FieldError[];
  /** What the form just sent has come to. */
  outcome: { decision: "released" | "refused"; decided: number; before: number } | null;
}

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

function read(state: StaffState, filter: Filter, offset: number): Promise<View> {
  return state.useCases.readHeldLines({
    filter,
    offset,
    limit: LINES_A_PAGE,
    actor: actorOf(state),
  });
}

function filterOf(words: { get(name: string): string | null }): Filter {
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

/** The page of these lines, from the row `offset` + 1. */
function pageHref({ list, reason, clinicId, person }: Filter, offset: number): string {
  const query = new URLSearchParams();
  if (list === "decided") query.set("list", list);
  if (reason !== null) query.set("why", reason);
  if (clinicId !== null) query.set("clinic", String(clinicId));
  if (person !== "") query.set("person", person);
  if (offset > 0) query.set("from", String(offset + 1));
  return query.size > 0 ? `/ops/held?${query}` : "/ops/held";
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
          : <Lines data={data} columns={columnsOf(data)} />}
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

interface ListLinkProps {
  data: HeldData;
  list: Filter["list"];
  children: string;
}

function ListLink({ data: { filter }, list, children }: ListLinkProps) {
  return (
    <a
      class="link"
      href={pageHref({ ...filter, list }, 0)}
      aria-current={filter.list === list ? "true" : undefined}
    >
      {children}
    </a>
  );
}

function FilterForm({ data: { filter, clinics } }: { data: HeldData }) {
  const narrowed = filter.reason !== null || filter.clinicId !== null || filter.person !== "";
  return (
    <form class="filters" method="get" action="/ops/held" role="search">
      {filter.list === "decided" && <input type="hidden" name="list" value="decided" />}
      <SelectField
        name="why"
        label="Почему удержана"
        value={filter.reason ?? ""}
        options={[
          { value: "", title: "Все причины" },
          { value: "in_another_file", title: "Есть в другом файле" },
          { value: "emergency_spell", title: "Экстренная программа" },
        ]}
      />
      <SelectField
        name="clinic"
        label="Клиника"
        value={filter.clinicId === null ? "" : String(filter.clinicId)}
        options={[
          { value: "", title: "Все клиники" },
          ...clinics.map(({ id, name }) => ({ value: String(id), title: name })),
        ]}
      />
      <TextField
        name="person"
        type="search"
        label="Фамилия или номер полиса"
        value={filter.person}
      />
      <SubmitButton tone="quiet">Отобрать</SubmitButton>
      {narrowed && (
        <a
          class="link"
          href={pageHref({ list: filter.list, reason: null, clinicId: null, person: "" }, 0)}
        >
          Убрать отбор
        </a>
      )}
    </form>
  );
}

function DecisionForm({ data, csrf }: { data: HeldData; csrf: string }) {
  const { filter, total, chosen, reason, errors, offset } = data;
  return (
    <form class="stack" method="post" action="/ops/held">
      <CsrfField token={csrf} />
      <input type="hidden" name="why" value={filter.reason ?? ""} />
      <input type="hidden" name="clinic" value={filter.clinicId ?? ""} />
      <input type="hidden" name="person" value={filter.person} />
      <input type="hidden" name="from" value={offset + 1} />
      <input type="hidden" name="count" value={total} />
      <Lines data={data} columns={[chooseColumn(chosen), ...columnsOf(data)]} />
      <fieldset class="sheet stack">
        <legend class="vh">Решение</legend>
        <Checkbox name="all" error={errorOf(errors, "all")}>
          Все строки по этому отбору: {groupedNumber(total)}
        </Checkbox>
        <TextField
          name="reason"
          label="Почему"
          hint="Останется в записи о решении: «клиника подтвердила вторую услугу», «прислали дважды»"
          value={reason}
          error={errorOf(errors, "reason")}
          required
        />
        <div class="actions">
          <SubmitButton name="decision" value="released">Отпустить в счет</SubmitButton>
          <SubmitButton tone="quiet" name="decision" value="refused">Отказать</SubmitButton>
        </div>
      </fieldset>
    </form>
  );
}

function chooseColumn(chosen: readonly number[]): Column<HeldLine> {
  return {
    key: "choose",
    title: "Выбор",
    cell: (line) => (
      <Checkbox
        name="line"
        id={`line-${line.id}`}
        value={String(line.id)}
        checked={chosen.includes(line.id)}
      >
        <span class="vh">{fullName(line)}, строка {line.sheetRow} файла {line.fileName}</span>
      </Checkbox>
    ),
  };
}

function Lines({ data, columns }: { data: HeldData; columns: Column<HeldLine>[] }) {
  const { filter } = data;
  return (
    <DataTable
      caption={filter.list === "waiting" ? "Строки ждут решения" : "Решенные строки"}
      rows={data.lines}
      rowKey={(line) => line.id}
      columns={columns}
      empty={filter.list === "waiting"
        ? (
          <Empty title="Решать нечего">
            Здесь появятся услуги в дни экстренной программы и те, что клиника прислала в двух
            файлах.
          </Empty>
        )
        : <Empty title="Решений пока нет">Здесь останется, кто, когда и почему решил.</Empty>}
    />
  );
}

function columnsOf({ filter }: HeldData): Column<HeldLine>[] {
  const decided: Column<HeldLine> = {
    key: "decision",
    title: "Решение",
    cell: ({ decision }) =>
      decision && (
        <>
          <b>{decision.decision === "released" ? "Отпущена" : "Отказано"}</b>: {decision.reason}
          <p class="small muted">
            {decision.staff}, {formatDateTime(decision.at, INSURER_ZONE)}
          </p>
        </>
      ),
  };
  return [
    {
      key: "person",
      title: "Кто и где",
      cell: (line) => (
        <>
          <a href={`/ops/people/${line.personId}`}>{fullName(line)}</a>
          <p class="small muted">
            <span class="nb">{line.policyNumber}</span> · {line.clinic}
          </p>
        </>
      ),
    },
    { key: "line", title: "Удержанная строка", cell: (line) => <LineCell line={line} /> },
    {
      key: "why",
      title: "На что похожа и почему удержана",
      cell: (line) => <HeldWhy line={line} />,
    },
    ...(filter.list === "decided" ? [decided] : []),
  ];
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
