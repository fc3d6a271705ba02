import {
  CsrfField,
  errorOf,
  type FieldError,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from "../../../components/page/form.tsx";
import { DEDUCTED_REST_DAYS, MARK_NOTE_LENGTH } from "../../../domain/employer_report.ts";
import type { LocalDate } from "../../../domain/local_date.ts";
import { WITHHELD_TOO_EARLY, WITHHOLDING_RULE } from "../../../domain/employer_report_words.ts";
import { counted } from "../../../domain/russian.ts";
import { reportPath } from "./periods.ts";
import {
  isNarrowed,
  MARK_CHOICES,
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
      {view.order !== "name" && <input type="hidden" name="sort" value={view.order} />}
      <SubmitButton tone="quiet">Показать</SubmitButton>
      {isNarrowed(view) && <a class="link" href={reportPath(period)}>Убрать</a>}
    </form>
  );
}

export interface MarkFormProps {
  typed: TypedMarks;
  errors: FieldError[];
  csrf: string;
  /** Debts of the view on all its pages on which something is owed. */
  open: number;
}

/**
 * How the chosen debts were settled; the end of the form that the table stands in. Its last line
 * sticks to the window's foot while a debt is chosen.
 */
export function MarkForm({ typed, errors, csrf, open }: MarkFormProps) {
  return (
    <div class="form mark-form screen-only">
      <CsrfField token={csrf} />
      <h3>Как урегулированы долги</h3>
      <dl class="facts">
        <dt>Удержано из&nbsp;зарплаты</dt>
        <dd>
          <p>{WITHHOLDING_RULE}</p>
          <p>{WITHHELD_TOO_EARLY}</p>
          <p>
            Переведите деньги страховщику с&nbsp;номером счета: долг закроется, когда они поступят.
            Напоминать человеку не&nbsp;будем{" "}
            {counted(DEDUCTED_REST_DAYS, ["день", "дня", "дней"])}.
          </p>
        </dd>
        <dt>Договорились</dt>
        <dd>Человек заплатит сам</dd>
        <dt>Отказ</dt>
        <dd>Человек платить не&nbsp;согласен</dd>
      </dl>
      <TextArea
        name="note"
        label="Заметка, если нужна"
        hint={`До ${MARK_NOTE_LENGTH} знаков, ее увидит страховщик. Без сведений о здоровье`}
        rows={2}
        value={typed.note}
        error={errorOf(errors, "note")}
      />
      <div class="mark-bar">
        <SelectField
          name="kind"
          label="Чем закончилось"
          value={typed.kind ?? ""}
          error={errorOf(errors, "kind")}
          required
          options={[
            { value: "", title: "Выберите" },
            { value: "deducted", title: "Удержано из зарплаты" },
            { value: "agreed", title: "Договорились" },
            { value: "refused", title: "Отказ" },
            { value: "cleared", title: "Снять отметку" },
          ]}
        />
        <SubmitButton tone="quiet">Отметить выбранные</SubmitButton>
      </div>
      {open > 1 && (
        <div class="mark-all">
          <SubmitButton tone="quiet" name="all" value={String(open)}>
            Отметить все найденные: {counted(open, ["долг", "долга", "долгов"])}
          </SubmitButton>
          <p class="small muted">
            Всё, что нашлось по&nbsp;фильтру, на&nbsp;других страницах списка тоже. Где долга уже
            нет, отметки не&nbsp;ставим.
          </p>
        </div>
      )}
      <p class="small muted">
        Отметку можно сменить. Прежние остаются в&nbsp;истории, последняя переходит в&nbsp;отчет
        следующего месяца.
      </p>
    </div>
  );
}
