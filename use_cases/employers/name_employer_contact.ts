import { type Sql, transaction } from "../../db/connection.ts";
import { endLiveContact, insertContact } from "../../db/employers/employer_contacts.ts";
import { listAwaitedReports } from "../../db/employers/employer_reports.ts";
import { enqueue } from "../../db/outbox.ts";
import { writeJournal } from "../../db/staff/journal.ts";
import type { Clock } from "../../domain/clock.ts";
import { contactFaults, sameMailbox } from "../../domain/contact.ts";
import { periodKey } from "../../domain/employer_report.ts";
import { workflowId } from "../../workflows/contract.ts";
import type { StaffActor } from "../imports/upload_file.ts";

/** Null: by the command line. */
type Actor = StaffActor | null;

export interface ContactNamed {
  employerId: number;
  email: string;
  name: string;
  /** Who of the employer asked for it and how; for the journal. */
  reason?: string;
  actor: Actor;
}

export type NamedContact =
  | { ok: true; contactId: number }
  | { ok: false; reason: "bad_email" | "no_name" | "known" };

/** Names somebody of an employer, who may log in and is told of what is awaited from then on. */
export function nameEmployerContact(
  sql: Sql,
  clock: Clock,
  { employerId, reason, actor, ...typed }: ContactNamed,
): Promise<NamedContact> {
  const email = sameMailbox(typed.email);
  const name = typed.name.trim();
  const [fault] = contactFaults(typed);
  if (fault !== undefined) return Promise.resolve({ ok: false, reason: fault });
  return transaction(sql, async (sql) => {
    const at = clock.now();
    const staffId = actor?.staffId ?? null;
    const contactId = await insertContact(sql, { employerId, email, name, staffId, at });
    if (contactId === null) return { ok: false, reason: "known" };
    const entry = journalled(actor, { employerId, contactId, reason });
    await writeJournal(sql, { ...entry, action: "named", at });
    for (const { id, period } of await listAwaitedReports(sql, employerId)) {
      await enqueue(sql, {
        workflowType: "employerReport",
        workflowId: workflowId.employerReport(employerId, periodKey(period)),
        input: { reportId: id },
        signal: "contactNamed",
      }, at);
    }
    return { ok: true, contactId };
  });
}

export interface ContactEnded {
  employerId: number;
  of: { contactId: number } | { email: string };
  /** For the journal. */
  reason?: string;
  actor: Actor;
}

/** Ends a contact: its sessions are closed at once, what it has done is kept. */
export function endEmployerContact(
  sql: Sql,
  clock: Clock,
  { employerId, of, reason, actor }: ContactEnded,
): Promise<{ ok: true } | { ok: false; reason: "unknown" }> {
  return transaction(sql, async (sql) => {
    const at = clock.now();
    const wanted = "email" in of ? { email: sameMailbox(of.email) } : of;
    const staffId = actor?.staffId ?? null;
    const contactId = await endLiveContact(sql, { employerId, of: wanted, staffId, at });
    if (contactId === null) return { ok: false, reason: "unknown" };
    const entry = journalled(actor, { employerId, contactId, reason });
    await writeJournal(sql, { ...entry, action: "ended", at });
    return { ok: true };
  });
}

function journalled(
  actor: Actor,
  { employerId, contactId, reason }: {
    employerId: number;
    contactId: number;
    reason: string | undefined;
  },
) {
  return {
    actor: actor === null ? "command line" : `staff/${actor.staffId}`,
    subject: `employer_contact/${contactId}`,
    detail: { employerId, ...(reason === undefined ? {} : { reason }) },
    ip: actor?.ip ?? null,
  };
}
