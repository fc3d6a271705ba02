import { type DateValue, type FieldError, typedDate } from "../../../components/page/form.tsx";
import { type LocalDate, realDate } from "../../../domain/local_date.ts";
import { formatRoubles, type Kopecks, kopecks, parseRoubles } from "../../../domain/money.ts";
import { numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { formText } from "../../(_frame)/form_text.ts";

type Payments = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readEmployerPayments"]>>>;
export type OpenDebt = Payments["debts"][number];
type Entered = Awaited<ReturnType<StaffState["useCases"]["enterEmployerPayment"]>>;

/** What was typed of an employer's payment. */
export interface TypedPayment {
  order: string;
  receivedOn: DateValue;
  amount: string;
  /** Every debt of the list, whole. */
  all: boolean;
  /** By invoice: whether it is ticked, and how much. */
  parts: ReadonlyMap<number, { ticked: boolean; amount: string }>;
}

export const NOTHING_TYPED: TypedPayment = {
  order: "",
  receivedOn: { day: "", month: "", year: "" },
  amount: "",
  all: false,
  parts: new Map(),
};

/** Reads the form. */
export function typedPayment(form: FormData): TypedPayment {
  const ticked = new Set(form.getAll("debt").map(String));
  const ids = [...form.keys()].flatMap((name) => /^amount-([1-9]\d{0,14})$/.exec(name)?.[1] ?? []);
  return {
    order: formText(form, "order"),
    receivedOn: typedDate(form, "received"),
    amount: formText(form, "amount"),
    all: form.has("all"),
    parts: new Map(
      ids.map((
        id,
      ) => [Number(id), { ticked: ticked.has(id), amount: formText(form, `amount-${id}`) }]),
    ),
  };
}

/** A payment as it can be entered. */
export interface ReadPayment {
  orderNumber: string;
  receivedOn: LocalDate;
  amount: Kopecks;
  parts: { invoiceId: number; amountKopecks: Kopecks }[];
}

const ORDER_LENGTH = 50;

/** What was typed as a payment, or what is wrong with it; the first of several per field. */
export function readPayment(
  typed: TypedPayment,
  debts: readonly OpenDebt[],
): ReadPayment | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const orderNumber = typed.order;
  if (orderNumber === "" || orderNumber.length > ORDER_LENGTH) {
    errors.push({ field: "order", message: "Введите номер платежного поручения" });
  }
  const { day, month, year } = typed.receivedOn;
  const receivedOn = realDate(Number(year), Number(month), Number(day));
  if (receivedOn === null) {
    errors.push({ field: "received", message: "Введите день, когда деньги поступили" });
  }
  const amount = parseRoubles(typed.amount);
  if (amount === null || amount <= 0) {
    errors.push({ field: "amount", message: "Введите сумму поступления, например 12 500,00" });
  }
  const parts = partsOf(typed, debts);
  const unread = parts.find(({ amountKopecks }) => amountKopecks === null);
  if (parts.length === 0) {
    errors.push({ field: "debts", message: "Отметьте счета, за\u00a0которые пришли деньги" });
  } else if (unread) {
    const message = `Счет ${numbered(unread.invoiceId)}: введите сумму, например 900,00`;
    errors.push({ field: `amount-${unread.invoiceId}`, message });
  }
  if (errors.length > 0) return { errors };
  return {
    orderNumber,
    receivedOn: receivedOn!,
    amount: amount!,
    parts: parts as ReadPayment["parts"],
  };
}

function partsOf(typed: TypedPayment, debts: readonly OpenDebt[]) {
  return debts.flatMap(({ invoiceId, owedKopecks }) => {
    if (typed.all) return [{ invoiceId, amountKopecks: owedKopecks }];
    const part = typed.parts.get(invoiceId);
    if (!part?.ticked) return [];
    const amount = parseRoubles(part.amount);
    return [{ invoiceId, amountKopecks: amount !== null && amount > 0 ? amount : null }];
  });
}

/** Why it was not entered, at its field. */
export function refusalOf(entered: Extract<Entered, { ok: false }>, amount: Kopecks): FieldError {
  switch (entered.reason) {
    case "unknown":
      return { field: "debts", message: "Список изменился: отметьте счета еще раз" };
    case "known":
      return { field: "order", message: "Это поручение с\u00a0этим днем уже записано" };
    case "future":
      return { field: "received", message: "День поступления еще не\u00a0наступил" };
    case "sum": {
      const message = `По\u00a0счетам ${formatRoubles(entered.parts)}, а\u00a0поступило ${
        formatRoubles(amount)
      }: суммы должны совпасть`;
      return { field: "amount", message };
    }
    case "too_early": {
      const message = `Счет ${numbered(entered.invoiceId)} выставлен позже этого дня`;
      return { field: "received", message };
    }
    case "owed_less": {
      const owed = formatRoubles(kopecks(Math.max(0, entered.owed)));
      const message = `Счет ${numbered(entered.invoiceId)}: осталось ${owed}`;
      return { field: `amount-${entered.invoiceId}`, message };
    }
  }
}
