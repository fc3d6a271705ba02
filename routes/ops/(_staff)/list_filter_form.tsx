import type { ComponentChildren } from "preact";
import {
  errorOf,
  type FieldError,
  SelectField,
  SubmitButton,
  TextField,
} from "../../../components/page/form.tsx";
import { groupedNumber, Pagination } from "../../../components/page/pagination.tsx";
import { Sign } from "../../../components/page/sign.tsx";
import {
  appliedFilters,
  type FilterField,
  NOT_NARROWED,
  type TypedFilter,
  wordOf,
} from "./list_filter.ts";

export interface ListFilterFormProps {
  action: string;
  fields: readonly FilterField[];
  typed: TypedFilter;
  errors: readonly FieldError[];
  /** Employers or clinics to choose from. */
  orgs: readonly string[];
  /** What the address says besides: order, part of the list. */
  kept: readonly (readonly [string, string])[];
  /** The address of the same view under another filter. */
  href: (typed: TypedFilter) => string;
}

/** A list's filter: a form of its address, and what it is narrowed by, each to be taken away. */
export function ListFilterForm(props: ListFilterFormProps) {
  const { action, fields, typed, errors, orgs, kept, href } = props;
  const applied = appliedFilters(fields, typed);
  return (
    <>
      <form class="filters" method="get" action={action} role="search" novalidate>
        {kept.map(([name, value]) => <input type="hidden" key={name} name={name} value={value} />)}
        {fields.map((field) => (
          <Field key={field.key} field={field} typed={typed} errors={errors} orgs={orgs} />
        ))}
        <SubmitButton tone="quiet">Отобрать</SubmitButton>
      </form>
      {applied.length > 0 && (
        <ul class="applied" aria-label="Отобрано">
          {applied.map(({ key, words, without }) => (
            <li key={key}>
              <a class="link" href={href(without)}>
                <span class="vh">Убрать отбор</span>
                {words}
                <Sign kind="cross" />
              </a>
            </li>
          ))}
          {applied.length > 1 && (
            <li>
              <a class="link" href={href(NOT_NARROWED)}>Убрать всё</a>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

interface FieldProps extends Pick<ListFilterFormProps, "typed" | "errors" | "orgs"> {
  field: FilterField;
}

function Field({ field: { key, label, options }, typed, errors, orgs }: FieldProps) {
  const name = wordOf(key);
  const common = { name, label, value: typed[key], error: errorOf(errors, name) };
  if (key === "org") {
    const known = typed.org === "" || orgs.includes(typed.org) ? orgs : [typed.org, ...orgs];
    return (
      <SelectField
        {...common}
        options={[
          { value: "", title: "Все" },
          ...known.map((name) => ({ value: name, title: name })),
        ]}
      />
    );
  }
  if (options) {
    return <SelectField {...common} options={[{ value: "", title: "Все" }, ...options]} />;
  }
  return key === "who"
    ? <TextField {...common} type="search" autocomplete="off" />
    : <TextField {...common} width="short" inputmode="decimal" autocomplete="off" />;
}

export interface ListPagesProps {
  offset: number;
  /** Rows on this page. */
  shown: number;
  total: number;
  rowsAPage: number;
  /** The address of the page that begins after so many rows. */
  href: (offset: number) => string;
  /** Of the list's workbook; null where it is not to be had. */
  file: string | null;
  /** How many rows a workbook takes. */
  rowsOfFile: number;
}

/** Where in the list the page is, and the list as a file. */
export function ListPages(props: ListPagesProps): ComponentChildren {
  const { offset, shown, total, rowsAPage, href, file, rowsOfFile } = props;
  if (total === 0) return null;
  const end = offset + shown;
  return (
    <>
      <Pagination
        from={offset + 1}
        to={end}
        total={total}
        previousHref={offset > 0 ? href(Math.max(0, offset - rowsAPage)) : null}
        nextHref={end < total ? href(end) : null}
      />
      {file !== null && (
        <p>
          <a class="link" href={file} download>
            {total <= rowsOfFile
              ? `Скачать весь список, ${groupedNumber(total)} (xlsx)`
              : `Скачать первые ${groupedNumber(rowsOfFile)} из ${groupedNumber(total)} (xlsx)`}
          </a>
          {total > rowsOfFile && <span class="muted">Чтобы скачать остальные, сузьте отбор.</span>}
        </p>
      )}
    </>
  );
}
