import { type SettledBy, settledText } from "../../domain/invoice.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { unbroken } from "./text.ts";
import { Sign, type SignKind } from "./sign.tsx";

/** As `statusOf` of domain/invoice.ts derives it; dates are the ones each kind speaks of. */
export type InvoiceStatusProps =
  & { today: LocalDate }
  & (
    | { kind: "to_pay" }
    | { kind: "due_soon"; dueOn: LocalDate }
    | { kind: "last_day" }
    /** `since` is the first day after the term. */
    | { kind: "overdue"; since: LocalDate }
    | { kind: "checking" }
    | { kind: "settled"; by: SettledBy; on: LocalDate }
  );

/** Sign, word, and date where there is one; «Оплачен» is quieter than «К оплате». */
export function InvoiceStatus(props: InvoiceStatusProps) {
  switch (props.kind) {
    case "to_pay":
      return <Mark tone="to-pay" sign="circle">К оплате</Mark>;
    case "due_soon":
      return <Mark tone="due-soon" sign="half">Срок {day(props.dueOn, props.today)}</Mark>;
    case "last_day":
      return <Mark tone="last-day" sign="square">Сегодня последний день</Mark>;
    case "overdue":
      return (
        <Mark tone="overdue" sign="triangle">
          Просрочен с {day(props.since, props.today)}
        </Mark>
      );
    case "checking":
      return <Mark tone="checking" sign="dashed">Платеж проверяется</Mark>;
    case "settled": {
      const { by, on, today } = props;
      return <Mark tone={settledTone(by)} sign="check">{settledText(by, day(on, today))}</Mark>;
    }
  }
}

/** What nobody has paid is not green. */
export function settledTone(by: SettledBy): MarkTone {
  return by === "forgiving" || by === "correction" ? "ended" : "paid";
}

export type PolicyStatusProps =
  & { today: LocalDate }
  & (
    | { kind: "not_activated" }
    | { kind: "waiting"; activeFrom: LocalDate }
    | { kind: "active"; until: LocalDate }
    | { kind: "emergency"; since: LocalDate }
    | { kind: "ended"; endedOn: LocalDate }
    /** Before its first day. */
    | { kind: "called_off" }
    /** `endsOn` is the last day of service. */
    | { kind: "withdrawn"; endsOn: LocalDate }
  );

export function PolicyStatus(props: PolicyStatusProps) {
  switch (props.kind) {
    case "not_activated":
      return <Mark tone="due-soon" sign="half">Не активирован</Mark>;
    case "waiting":
      return (
        <Mark tone="to-pay" sign="dashed">
          Откроется {day(props.activeFrom, props.today)}
        </Mark>
      );
    case "active":
      return <Mark tone="paid" sign="check">Действует до {day(props.until, props.today)}</Mark>;
    case "emergency":
      return (
        <Mark tone="overdue" sign="triangle">
          Только экстренная помощь с {day(props.since, props.today)}
        </Mark>
      );
    case "ended":
      return <Mark tone="ended" sign="cross">Закончился {day(props.endedOn, props.today)}</Mark>;
    case "called_off":
      return <Mark tone="ended" sign="cross">Отменен до начала</Mark>;
    case "withdrawn":
      return props.today <= props.endsOn
        ? (
          <Mark tone="due-soon" sign="half">
            Согласие отозвано, действует до {day(props.endsOn, props.today)}
          </Mark>
        )
        : <Mark tone="ended" sign="cross">Согласие отозвано</Mark>;
  }
}

export type MarkTone =
  | "to-pay"
  | "due-soon"
  | "last-day"
  | "overdue"
  | "checking"
  | "paid"
  | "ended";

export interface MarkProps {
  tone: MarkTone;
  sign: SignKind;
  children: (string | number)[] | string;
}

/** A status of another entity (a payment, an import) in the same dress. */
export function Mark({ tone, sign, children }: MarkProps) {
  return (
    <span class={`mark mark-${tone}`}>
      <Sign kind={sign} />
      <span>{children}</span>
    </span>
  );
}

function day(date: LocalDate, today: LocalDate): string {
  return unbroken(dayAndYear(date, today));
}
