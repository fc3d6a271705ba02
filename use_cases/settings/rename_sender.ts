import { type Sql, transaction } from "../../db/connection.ts";
import { lockImports } from "../../db/imports/imports.ts";
import {
  leaveTwins,
  listSendersOf,
  renameSenderRow,
  type SenderKind,
  waitingTwins,
} from "../../db/imports/senders.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import {
  alikeSenders,
  LONGEST_SENDER_NAME,
  sameSender,
  senderName,
} from "../../domain/sender_name.ts";
import type { StaffActor } from "../imports/upload_file.ts";

export interface SenderRenaming {
  kind: SenderKind;
  id: number;
  name: string;
  /** Said to be another one than that which the name resembles. */
  isNew: boolean;
  actor: StaffActor;
}

export type RenamedSender =
  | { ok: true; name: string }
  | { ok: false; reason: "unknown" | "sender_missing" | "sender_too_long" }
  /** Another one has the name. Two don't become one: lines, people and invoices stay whose they are. */
  | { ok: false; reason: "taken"; by: string }
  | { ok: false; reason: "sender_alike"; alike: string[] };

/**
 * Gives a mistyped clinic or employer its right name, wherever it is shown. What has come under it
 * stays its own; who renamed it from what to what is journalled.
 */
export function renameSender(
  sql: Sql,
  clock: Clock,
  { kind, id, name, isNew, actor }: SenderRenaming,
): Promise<RenamedSender> {
  return transaction(sql, async (sql): Promise<RenamedSender> => {
    await lockImports(sql, "senders");
    const typed = senderName(name);
    const all = await listSendersOf(sql, kind);
    const own = all.find((one) => one.id === id);
    if (!own) return { ok: false, reason: "unknown" };
    if (typed === "") return { ok: false, reason: "sender_missing" };
    if (typed.length > LONGEST_SENDER_NAME) return { ok: false, reason: "sender_too_long" };
    if (typed === own.name) return { ok: true, name: typed };
    const others = all.filter((one) => one.id !== id);
    const taken = others.find((one) => sameSender(one.name, typed));
    if (taken) return { ok: false, reason: "taken", by: taken.name };
    const alike = others.map((one) => one.name).filter((one) => alikeSenders(one, typed));
    if (alike.length > 0 && !isNew) return { ok: false, reason: "sender_alike", alike };

    await renameSenderRow(sql, { kind, id, name: typed });
    const twins = await waitingTwins(sql, { kind, id });
    const now = twins.filter((file) => sameSender(file.senderName, typed)).map((file) => file.id);
    await leaveTwins(sql, now);
    await writeJournal(sql, {
      actor: `staff/${actor.staffId}`,
      action: kind === "register" ? "clinic_renamed" : "employer_renamed",
      subject: `${kind === "register" ? "clinic" : "employer"}/${id}`,
      detail: { was: own.name, became: typed },
      ip: actor.ip,
      at: clock.now(),
    });
    return { ok: true, name: typed };
  });
}
