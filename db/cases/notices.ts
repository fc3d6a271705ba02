import type { Sql } from "../connection.ts";

export type NoticeChannel = "sms" | "email" | "call";

export interface NewNotice {
  /** `invoice/{id}/{step}/{channel}`: each step on each channel at most once. */
  key: string;
  personId: number;
  policyId: number | null;
  invoiceId: number | null;
  channel: NoticeChannel;
  template: string;
  dueAt: string;
}

export type BegunNotice =
  | { go: true; noticeId: number }
  | { go: false; state: string };

/**
 * Claims a notice for sending. It goes out if its row is new, or if the gateway has certainly not
 * taken it before. A row still marked `sending` was left by a process that died before the answer:
 * nobody knows whether it arrived, so it becomes `unknown` and is never sent again.
 */
export async function beginNotice(sql: Sql, notice: NewNotice, at: string): Promise<BegunNotice> {
  const [made] = await sql<{ id: number }[]>`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         recorded_at)
    values (${notice.key}, ${notice.personId}, ${notice.policyId}, ${notice.invoiceId},
            ${notice.channel}, ${notice.template}, ${notice.dueAt}, 'sending', ${at})
    on conflict (key) do nothing
    returning id`;
  if (made) return { go: true, noticeId: made.id };
  const [again] = await sql<{ id: number }[]>`
    update notices set state = 'sending', detail = null
    where key = ${notice.key} and state = 'failed' and finished_at is null
    returning id`;
  if (again) return { go: true, noticeId: again.id };
  await sql`
    update notices set state = 'unknown', detail = 'interrupted', finished_at = ${at}
    where key = ${notice.key} and state = 'sending'`;
  const [found] = await sql<{ state: string }[]>`
    select state from notices where key = ${notice.key}`;
  return { go: false, state: found!.state };
}

/**
 * Records a notice that is not sent: passed over, or a call that the contact centre is to make. One
 * that no gateway has taken yet may still be passed over.
 */
export async function recordNotice(
  sql: Sql,
  notice: NewNotice,
  result: { state: "skipped" | "open"; detail: string | null; at: string },
): Promise<void> {
  await sql`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         detail, recorded_at, finished_at)
    values (${notice.key}, ${notice.personId}, ${notice.policyId}, ${notice.invoiceId},
            ${notice.channel}, ${notice.template}, ${notice.dueAt}, ${result.state},
            ${result.detail}, ${result.at}, ${result.state === "skipped" ? result.at : null})
    on conflict (key) do update
    set state = excluded.state, detail = excluded.detail, finished_at = excluded.finished_at
    where excluded.state = 'skipped' and notices.state = 'failed' and notices.finished_at is null`;
}

export async function markSent(
  sql: Sql,
  noticeId: number,
  sent: { providerId: string; at: string },
): Promise<void> {
  await sql`
    update notices
    set state = 'sent', provider_id = ${sent.providerId}, detail = null, finished_at = ${sent.at}
    where id = ${noticeId}`;
}

/** The gateway has certainly not taken it: another try may send it. `code` is a code of ours. */
export async function markRefused(sql: Sql, noticeId: number, code: string): Promise<void> {
  await sql`
    update notices set state = 'failed', detail = ${code}, finished_at = null
    where id = ${noticeId}`;
}

/**
 * Puts a notice off that the gateway has not taken yet.
 *
 * @returns false where it was put off since its last try: it may go now; or needs nothing more
 */
export async function putOffNotice(sql: Sql, notice: NewNotice, at: string): Promise<boolean> {
  const rows = await sql`
    insert into notices (key, person_id, policy_id, invoice_id, channel, template, due_at, state,
                         detail, recorded_at)
    values (${notice.key}, ${notice.personId}, ${notice.policyId}, ${notice.invoiceId},
            ${notice.channel}, ${notice.template}, ${notice.dueAt}, 'failed', 'quiet_hours', ${at})
    on conflict (key) do update set detail = excluded.detail
    where notices.state = 'failed' and notices.finished_at is null
      and notices.detail is distinct from excluded.detail
    returning id`;
  return rows.length === 1;
}

/** Nothing more will be tried: `failed` was refused for good, `unknown` may have arrived. */
export async function closeNotice(
  sql: Sql,
  noticeId: number,
  result: { state: "failed" | "unknown" | "skipped"; detail: string; at: string },
): Promise<void> {
  await sql`
    update notices
    set state = ${result.state}, detail = ${result.detail}, finished_at = ${result.at}
    where id = ${noticeId}`;
}

/** Ends the tries of a notice that has no final state yet; the code of the last refusal stays. */
export async function abandonNotice(sql: Sql, key: string, at: string): Promise<void> {
  await sql`
    update notices
    set state = case state when 'sending' then 'unknown' else 'failed' end,
        detail = coalesce(detail, 'gave_up'), finished_at = ${at}
    where key = ${key} and state in ('sending', 'failed') and finished_at is null`;
}

/** Keys of notices of an invoice that need nothing more, so that nobody is told twice. */
export async function finishedNotices(sql: Sql, invoiceId: number): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    select key from notices
    where invoice_id = ${invoiceId}
      and not (state = 'sending' or (state = 'failed' and finished_at is null))`;
  return new Set(rows.map(({ key }) => key));
}

/**
 * {@linkcode abandonNotice} for each of these keys.
 *
 * @returns the states in which that leaves those that are recorded: one channel may have told
 */
export async function abandonNotices(
  sql: Sql,
  keys: readonly string[],
  at: string,
): Promise<string[]> {
  for (const key of keys) await abandonNotice(sql, key, at);
  const rows = await sql<{ state: string }[]>`
    select state from notices where key = any(${keys as string[]})`;
  return rows.map(({ state }) => state);
}

/** Whether a notice of that key has been recorded, in whatever state. */
export async function isRecorded(sql: Sql, key: string): Promise<boolean> {
  const rows = await sql`select from notices where key = ${key}`;
  return rows.length === 1;
}

/** How to reach a person: as registered, else as the roster has it. */
export interface Contact {
  personId: number;
  surname: string;
  name: string;
  patronymic: string | null;
  phone: string | null;
  email: string | null;
  timeZone: string;
  /** What they have chosen for reminders; both unless told. */
  reminders: { sms: boolean; email: boolean };
}

export async function readContact(sql: Sql, personId: number): Promise<Contact> {
  const [row] = await sql<Contact[]>`
    select p.id as "personId", p.surname, p.name, p.patronymic,
           coalesce(a.phone, p.phone) as phone, coalesce(a.email, p.email) as email,
           e.time_zone as "timeZone",
           json_build_object('sms', coalesce(a.sms_reminders, true),
                             'email', coalesce(a.email_reminders, true)) as reminders
    from people p
    join employers e on e.id = p.employer_id
    left join accounts a on a.person_id = p.id
    where p.id = ${personId}`;
  if (!row) throw new Error(`There is no person ${personId}`);
  return row;
}
