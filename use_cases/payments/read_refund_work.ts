import type { Sql } from "../../db/connection.ts";
import {
  type FreeMoneyRow,
  listExcess,
  listUnknownRefunds,
  type UnknownRefund,
} from "../../db/payments/refunds.ts";
import { journalLooks } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/** The next ones move up as these are decided. */
const SHOWN = 50;

export interface RefundWork {
  /** Refunds of which the bank has given no clear answer. */
  unknown: UnknownRefund[];
  /** Payers whose money came in excess. */
  excess: FreeMoneyRow[];
}

/** What staff decide of money that goes back; that each payer was shown is journalled. */
export async function readRefundWork(
  sql: Sql,
  clock: Clock,
  actor: StaffActor,
): Promise<RefundWork> {
  const at = clock.now();
  const [unknown, excess] = await Promise.all([
    listUnknownRefunds(sql, { at, limit: SHOWN }),
    listExcess(sql, { at, limit: SHOWN }),
  ]);
  const payers = [
    ...unknown.map((refund) => refund.payerId),
    ...excess.map((payer) => payer.personId),
  ];
  await journalLooks(sql, {
    actor: `staff/${actor.staffId}`,
    action: "looked_at_payment",
    subjects: [...new Set(payers)].map((id) => `person/${id}`),
    ip: actor.ip,
    at,
  });
  return { unknown, excess };
}
