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
  register: { fileId: number };
  roster: { fileId: number };
  publish: { through: string; at: string };
}

export type WorkflowType = keyof WorkflowInputs;

/** Signals by workflow type. */
export interface WorkflowSignals {
  franchise: "invoicePublished" | "invoicePaid" | "invoiceDefaulted" | "policyChanged";
  invoice: "paid" | "dueMoved" | "attemptDecided";
  payment: "bankNotified";
  register: never;
  roster: never;
  publish: never;
}

/** Workflow ids are business keys: a second start of the same key is refused or joined. */
export const workflowId = {
  franchise: (franchiseId: number) => `franchise/${franchiseId}`,
  invoice: (invoiceId: number) => `invoice/${invoiceId}`,
  payment: (attemptId: string) => `payment/${attemptId}`,
  register: (clinicId: number, sha256: string) => `register/${clinicId}/${sha256}`,
  roster: (employerId: number, sha256: string) => `roster/${employerId}/${sha256}`,
  publish: (through: string, requestId: string) => `publish/${through}/${requestId}`,
} as const;
