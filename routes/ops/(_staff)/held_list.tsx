import { type Column, DataTable } from "../../../components/page/data_table.tsx";
import { Empty } from "../../../components/page/empty.tsx";
import {
  Checkbox,
  CsrfField,
  errorOf,
  type FieldError,
  SelectField,
  SubmitButton,
  TextField,
} from "../../../components/page/form.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { fullName } from "../../../domain/person_name.ts";
import { formatDateTime } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { type HeldLine, HeldWhy, LineCell } from "./held_facts.tsx";
import { INSURER_ZONE } from "./staff_actor.ts";

export type HeldView = Awaited<ReturnType<StaffState["useCases"]["readHeldLines"]>>;
export type HeldFilter = Parameters<StaffState["useCases"]["readHeldLines"]>[0]["filter"];

export interface HeldData extends HeldView {
  filter: HeldFilter;
  offset: number;
  chosen: number[];
  reason: string;
  errors: FieldError[];
  /** What the form just sent has come to. */
  outcome: { decision: "released" | "refused"; decided: number; before: number } | null;
}

/** The page of these lines, from the row `offset` + 1. */
export function pageHref({ list, reason, clinicId, person }: HeldFilter, offset: number): string {
  const query = new URLSearchParams();
  if (list === "decided") query.set("list", list);
  if (reason !== null) query.set("why", reason);
  if (clinicId !== null) query.set("clinic", String(clinicId));
  if (person !== "") query.set("person", person);
  if (offset > 0) query.set("from", String(offset + 1));
  return query.size > 0 ? `/ops/held?${query}` : "/ops/held";
}

interface ListLinkProps {
  data: HeldData;
  list: HeldFilter["list"];
  children: string;
}

/** One of the two lists, under the same filter. */
export function ListLink({ data: { filter }, list, children }: ListLinkProps) {
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

export function FilterForm({ data: { filter, clinics } }: { data: HeldData }) {
  const narrowed = isNarrowed(filter);
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

/** The lines with a box each, and the yes or no to those that are chosen. */
export function DecisionForm({ data, csrf }: { data: HeldData; csrf: string }) {
  const { filter, total, chosen, reason, errors, offset } = data;
  return (
    <form class="stack" method="post" action="/ops/held">
      <CsrfField token={csrf} />
      <input type="hidden" name="why" value={filter.reason ?? ""} />
      <input type="hidden" name="clinic" value={filter.clinicId ?? ""} />
      <input type="hidden" name="person" value={filter.person} />
      <input type="hidden" name="from" value={offset + 1} />
      <input type="hidden" name="count" value={total} />
      <HeldLines data={data} columns={[chooseColumn(chosen), ...columnsOf(data)]} />
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

function isNarrowed({ reason, clinicId, person }: HeldFilter): boolean {
  return reason !== null || clinicId !== null || person !== "";
}

/** The lines as a table. */
export function HeldLines({ data, columns }: { data: HeldData; columns: Column<HeldLine>[] }) {
  const { filter } = data;
  return (
    <DataTable
      caption={filter.list === "waiting" ? "Строки ждут решения" : "Решенные строки"}
      rows={data.lines}
      rowKey={(line) => line.id}
      columns={columns}
      empty={isNarrowed(filter)
        ? <Empty title="По отбору ничего нет">Измените отбор или уберите его.</Empty>
        : filter.list === "waiting"
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
export function columnsOf({ filter }: HeldData): Column<HeldLine>[] {
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
