import {
  Checkbox,
  CsrfField,
  errorOf,
  type FieldError,
  RadioField,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from "../../../components/page/form.tsx";
import { DEDUCTED_REST_DAYS, MARK_NOTE_LENGTH } from "../../../domain/employer_report.ts";
import type { LocalDate } from "../../../domain/local_date.ts";
import { counted } from "../../../domain/russian.ts";
import { reportPath } from "./periods.ts";
import {
  isNarrowed,
  MARK_CHOICES,
  ORDER_CHOICES,
  type ReportView,
  STATE_CHOICES,
  type TypedMarks,
} from "./report_view.ts";

/** Which debts to show: the address is the view. */
export function FilterForm({ period, view }: { period: LocalDate; view: ReportView }) {
  return (
    <form class="filters" method="get" action={reportPath(period)} role="search">
      <TextField
        name="q"
        type="search"
        label="Фамилия, табельный № или счет"
        autocomplete="off"
        value={view.filter.query}
      />
      <SelectField
        name="state"
        label="Состояние сейчас"
        options={STATE_CHOICES}
        value={view.filter.state}
      />
      <SelectField name="mark" label="Отметка" options={MARK_CHOICES} value={view.filter.mark} />
      <SelectField name="sort" label="Порядок" options={ORDER_CHOICES} value={view.order} />
      <SubmitButton tone="quiet">Показать</SubmitButton>
      {isNarrowed(view) && <a class="link" href={reportPath(period)}>Убрать</a>}
    </form>
  );
}

export interface MarkFormProps {
  typed: TypedMarks;
  errors: FieldError[];
  csrf: string;
  /** Debts of the view, on all its pages. */
  found: number;
}

/** How the chosen debts were settled; the end of the form that the table stands in. */
export function MarkForm({ typed, errors, csrf, found }: MarkFormProps) {
  return (
    <div class="form mark-form screen-only">
      <CsrfField token={csrf} />
      <h3>Как урегулированы выбранные долги</h3>
      {found > 1 && (
        <Checkbox
          name="all"
          checked={typed.all}
          hint="Отметим всё, что нашлось по фильтру, и на других страницах списка тоже. Где долга уже нет, отметки не ставим"
        >
          Не только выбранные, а все найденные: {counted(found, ["долг", "долга", "долгов"])}
        </Checkbox>
      )}
      <RadioField
        name="kind"
        label="Чем закончилось"
        value={typed.kind ?? undefined}
        error={errorOf(errors, "kind")}
        required
        options={[
          {
            value: "deducted",
            title: "Удержано из зарплаты",
            hint:
              `Переведите деньги страховщику с номером счета: долг закроется, когда они поступят. Напоминать человеку не будем ${
                counted(DEDUCTED_REST_DAYS, ["день", "дня", "дней"])
              }`,
          },
          { value: "agreed", title: "Договорились", hint: "Человек заплатит сам" },
          { value: "refused", title: "Отказ", hint: "Человек платить не согласен" },
          { value: "cleared", title: "Снять отметку" },
        ]}
      />
      <TextArea
        name="note"
        label="Заметка, если нужна"
        hint={`До ${MARK_NOTE_LENGTH} знаков, ее увидит страховщик. Без сведений о здоровье`}
        rows={2}
        value={typed.note}
        error={errorOf(errors, "note")}
      />
      <SubmitButton tone="quiet">Отметить выбранные</SubmitButton>
      <p class="small muted">
        Отметку можно сменить. Прежние остаются в&nbsp;истории, последняя переходит в&nbsp;отчет
        следующего месяца.
      </p>
    </div>
  );
}
