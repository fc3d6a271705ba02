import { addMinutes, type Instant, type LocalDate } from "../../domain/local_date.ts";
import type { InsuredPerson } from "./case_rows.ts";
import type { CaseWorld } from "./case_world.ts";

export interface InvoiceDates {
  published_on: LocalDate;
  due_at: Instant;
  defaulted_at: Instant | null;
}

export async function readInvoice(world: CaseWorld, invoiceId: number): Promise<InvoiceDates> {
  const [row] = await world.sql<InvoiceDates[]>`
    select published_on, due_at, defaulted_at from invoices where id = ${invoiceId}`;
  return row!;
}

/** Lets time pass until an invoice's term has ended. @returns the instant of its default */
export async function defaulted(world: CaseWorld, invoiceId: number): Promise<Instant> {
  const { due_at } = await readInvoice(world, invoiceId);
  await world.passTo(addMinutes(due_at, 1));
  return await world.until(
    "the default",
    async () => (await readInvoice(world, invoiceId)).defaulted_at,
  );
}

export interface PaymentMade {
  person: InsuredPerson;
  invoiceId: number;
  /** Both now unless told. */
  createdAt?: Instant;
  capturedAt?: Instant;
}

/** Pays an invoice at the bank, and waits until that is settled. @returns the attempt's id */
export async function pay(
  world: CaseWorld,
  { person, invoiceId, createdAt, capturedAt = world.clock.now() }: PaymentMade,
): Promise<string> {
  const { attemptId, providerId } = await world.openPayment(person, [invoiceId], createdAt);
  await world.sandbox.bank.decide(providerId, { decision: "pay", capturedAt });
  await world.notifyOfPayment(attemptId);
  await world.until("the payment to be settled", async () => {
    const [attempt] = await world.sql`
      select from payment_attempts where id = ${attemptId} and settled_at is not null`;
    return attempt;
  });
  await world.delivered();
  return attemptId;
}
