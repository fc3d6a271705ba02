import { type Column, DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import {
  Checkbox,
  CsrfField,
  errorOf,
  type FieldError,
  SubmitButton,
  TextField,
} from "../../../components/page/form.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { fullName } from "../../../domain/person_name.ts";
import { formatDateTime } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { type HeldLine, HeldWhy, LineCell } from "./held_facts.tsx";
import { LIST_WORDS } from "./list_columns.tsx";
import { isNarrowed } from "./list_filter.ts";
import { ListFilterForm } from "./list_filter_form.tsx";
import { type ListView, partWords, viewFields, workHref } from "./list_query.ts";
import { INSURER_ZONE } from "./staff_actor.ts";

export type HeldView = Awaited<ReturnType<StaffState["useCases"]["readHeldLines"]>>;

export const HELD_PATH = "/ops/held";

export interface HeldData extends HeldView {
  view: ListView;
  offset: number;
  chosen: number[];
  reason: string;
  errors: FieldError[];
  /** What the form just sent has come to. */
  outcome: { decision: "released" | "refused"; decided: number; before: number } | null;
}

interface ListLinkProps {
  data: HeldData;
  part: "waiting" | "decided";
  children: string;
}

/** One of the two lists, under the same filter. */
export function ListLink({ data: { view }, part, children }: ListLinkProps) {
  return (
    <a
      class="link"
      href={workHref(HELD_PATH, view, { part })}
      aria-current={view.query.filter.part === part ? "true" : undefined}
    >
      {children}
    </a>
  );
}

export function FilterForm({ data: { view, clinics } }: { data: HeldData }) {
  return (
    <ListFilterForm
      action={HELD_PATH}
      fields={LIST_WORDS.held.fields}
      typed={view.typed}
      errors={view.errors}
      orgs={clinics}
      kept={partWords(view.query)}
      href={(typed) => workHref(HELD_PATH, view, { typed })}
    />
  );
}

/** The lines with a box each, and the yes or no to those that are chosen. */
export function DecisionForm({ data, csrf }: { data: HeldData; csrf: string }) {
  const { view, total, chosen, reason, errors, offset } = data;
  return (
    <form class="stack" method="post" action="/ops/held">
      <CsrfField token={csrf} />
      {viewFields(view, offset).map(([name, value]) => (
        <input type="hidden" key={name} name={name} value={value} />
      ))}
      <input type="hidden" name="count" value={total} />
      <HeldLines data={data} columns={[chooseColumn(chosen), ...columnsOf(data)]} />
      <fieldset class="sheet stack">
        <legend class="vh">Решение</legend>
        <Checkbox name="all" error={errorOf(errors, "all")}>
          Все строки по этому отбору: {groupedNumber(total)}
        </Checkbox>
        <TextField
          name="because"
          label="Почему"
          hint="Останется в записи о решении: «клиника подтвердила вторую услугу», «прислали дважды»"
          value={reason}
          error={errorOf(errors, "because")}
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

/** The lines as a table. */
export function HeldLines({ data, columns }: { data: HeldData; columns: Column<HeldLine>[] }) {
  const { typed, query } = data.view;
  const waiting = query.filter.part === "waiting";
  return (
    <DataTable
      caption={waiting ? "Строки ждут решения" : "Решенные строки"}
      rows={data.lines}
      rowKey={(line) => line.id}
      columns={columns}
      empty={isNarrowed(typed)
        ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
        : waiting
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

/** What a line is told by; of a decided one, by whom and why. */
export function columnsOf({ view }: HeldData): Column<HeldLine>[] {
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
    ...(view.query.filter.part === "decided" ? [decided] : []),
  ];
}
