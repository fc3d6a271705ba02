/**
 * What the two sides of Temporal agree on: queue, ids, inputs, signals. The web side writes these
 * into the outbox, the relay delivers them, the workflows answer to them.
 *
 * Inputs and signals carry ids only. A signal means «your rows have changed, read them again»: what
 * happened is a fact in Postgres, so a repeated or late signal does no harm.
 */

export const TASK_QUEUE = "fifth";

/** Workflow types, named as they stand in the Temporal UI, with each one's input. */
export interface WorkflowInputs {
  franchise: { franchiseId: number };
  invoice: { invoiceId: number };
  payment: { attemptId: string };
  refund: { refundId: string };
  register: { fileId: number };
  roster: { fileId: number };
  preview: { fileId: number };
  /** `due`: of employers whose period ends with that day alone. */
  publish: { through: string; periods?: "due" };
  monthlyPublishing: Record<string, never>;
  recovery: { invoiceId: number };
  contact: { changeId: number };
  withdrawal: { withdrawalId: number };
  correction: { correctionId: number };
  decision: { decisionId: number };
  reconcile: Record<string, never>;
  employerReport: { reportId: number };
  employerReports: Record<string, never>;
}

export type WorkflowType = keyof WorkflowInputs;

/** Signals by workflow type. `reread`: a comparison found the case out of step with its rows. */
export interface WorkflowSignals {
  franchise:
    | "invoicePublished"
    | "invoicePaid"
    | "invoiceDefaulted"
    | "dueMoved"
    | "policyChanged"
    | "reread";
  invoice: "paid" | "dueMoved" | "attemptDecided" | "callRecorded" | "reread";
  payment: "bankNotified" | "staffDecided" | "reread";
  refund: "bankNotified" | "staffDecided" | "reread";
  register: "sent" | "rowMended";
  roster: "sent";
  preview: "asked";
  publish: never;
  monthlyPublishing: never;
  recovery: "paid" | "reread";
  contact: never;
  withdrawal: never;
  correction: never;
  decision: never;
  reconcile: never;
  employerReport: "acknowledged" | "superseded" | "contactNamed" | "reread";
  employerReports: never;
}

/** Signal names as the workflows register them: a list that the compiler holds complete. */
export const SIGNALS: { readonly [T in WorkflowType]: readonly WorkflowSignals[T][] } = {
  franchise: [
    "invoicePublished",
    "invoicePaid",
    "invoiceDefaulted",
    "dueMoved",
    "policyChanged",
    "reread",
  ],
  invoice: ["paid", "dueMoved", "attemptDecided", "callRecorded", "reread"],
  payment: ["bankNotified", "staffDecided", "reread"],
  refund: ["bankNotified", "staffDecided", "reread"],
  register: ["sent", "rowMended"],
  roster: ["sent"],
  preview: ["asked"],
  publish: [],
  monthlyPublishing: [],
  recovery: ["paid", "reread"],
  contact: [],
  withdrawal: [],
  correction: [],
  decision: [],
  reconcile: [],
  employerReport: ["acknowledged", "superseded", "contactNamed", "reread"],
  employerReports: [],
};

/** Workflow ids are business keys: a second start of the same key is refused or joined. */
export const workflowId = {
  franchise: (franchiseId: number) => `franchise/${franchiseId}`,
  invoice: (invoiceId: number) => `invoice/${invoiceId}`,
  payment: (attemptId: string) => `payment/${attemptId}`,
  refund: (refundId: string) => `refund/${refundId}`,
  register: (clinicId: number, sha256: string) => `register/${clinicId}/${sha256}`,
  roster: (employerId: number, sha256: string) => `roster/${employerId}/${sha256}`,
  preview: (fileId: number) => `preview/${fileId}`,
  publish: (through: string, requestId: string) => `publish/${through}/${requestId}`,
  monthlyPublishing: () => "monthly-publishing",
  recovery: (invoiceId: number) => `recovery/${invoiceId}`,
  contact: (changeId: number) => `contact/${changeId}`,
  withdrawal: (withdrawalId: number) => `withdrawal/${withdrawalId}`,
  correction: (correctionId: number) => `correction/${correctionId}`,
  decision: (decisionId: number) => `decision/${decisionId}`,
  reconcile: () => "reconcile",
  /** @param period year and month, `2026-12` */
  employerReport: (employerId: number, period: string) => `employer-report/${employerId}/${period}`,
  employerReports: () => "employer-reports",
} as const;

/**
 * Whether a closed workflow of that type may be started anew by a plain start. Cases may not: each
 * has one life, and only a signal wakes it (it then reads its rows and ends at once if all is done).
 * The same file may be loaded again, to check its refused rows anew.
 */
export const STARTS_AGAIN: { readonly [T in WorkflowType]: boolean } = {
  franchise: false,
  invoice: false,
  payment: false,
  refund: false,
  register: true,
  roster: true,
  preview: true,
  publish: false,
  monthlyPublishing: true,
  recovery: false,
  contact: false,
  withdrawal: false,
  correction: false,
  decision: false,
  reconcile: true,
  employerReport: false,
  employerReports: true,
};

/** What the Temporal UI shows beside a workflow's id, in Russian. Ids only. */
export function summaryOf(type: WorkflowType, input: Record<string, string | number>): string {
  switch (type) {
    case "franchise":
      return `Франшиза № ${input.franchiseId}: от согласия до конца полиса`;
    case "invoice":
      return `Счет № ${input.invoiceId}: сбор оплаты`;
    case "payment":
      return "Платеж: ждем решение банка";
    case "refund":
      return "Возврат денег: ждем банк";
    case "register":
      return `Реестр клиники: загрузка файла № ${input.fileId}`;
    case "roster":
      return `Список застрахованных: загрузка файла № ${input.fileId}`;
    case "preview":
      return `Что изменит файл № ${input.fileId}`;
    case "publish":
      return `Выпуск счетов по ${input.through}`;
    case "monthlyPublishing":
      return "Выпуск счетов за месяц: пришел ли его день";
    case "recovery":
      return `Счет № ${input.invoiceId}: взыскание долга`;
    case "contact":
      return `Смена контакта № ${input.changeId}: сообщаем на прежний`;
    case "withdrawal":
      return `Отзыв согласия № ${input.withdrawalId}: подтверждаем`;
    case "correction":
      return `Исправление счета № ${input.correctionId}: сообщаем`;
    case "decision":
      return `Решение № ${input.decisionId}, долг списан: сообщаем`;
    case "reconcile":
      return "Сверка базы с ходом дел";
    case "employerReport":
      return `Отчет работодателю № ${input.reportId}: до подтверждения`;
    case "employerReports":
      return "Отчеты работодателям: чего не хватает за этот месяц";
  }
}

/** Narrows a type read from a row. */
export function isWorkflowType(text: string): text is WorkflowType {
  return text in SIGNALS;
}
