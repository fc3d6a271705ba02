import type { Instant, LocalDate } from "../../domain/local_date.ts";
import type { Sql } from "../connection.ts";

/** Last day of service of franchise `f` under policy `o`: the policy's, or the withdrawal's that stands. */
export function serviceEndsOn(sql: Sql) {
  return sql`
    least(o.ends_on, (select g.last_day from consent_gaps g
                      where g.franchise_id = f.id and g.until is null))`;
}

/** The gaps in the consent to franchise `f`, as a list for `ServiceDates`. */
export function gapsOfFranchise(sql: Sql) {
  return sql`
    coalesce((select json_agg(json_build_object('lastDay', g.last_day, 'until', g.until)
                              order by g.withdrawal_id)
              from consent_gaps g where g.franchise_id = f.id), '[]')`;
}

/**
 * The consent that serves franchise `f` now, as `n`: null where the first one does. One that was
 * given again before service had ended opened nothing anew: it ran on.
 */
export function joinRenewal(sql: Sql) {
  return sql`
    left join lateral (
      select r.consent_id, r.consented_at, r.consented_on, r.active_from, r.calendar_version_id
      from franchise_renewals r join withdrawals w on w.id = r.withdrawal_id
      where r.franchise_id = f.id and r.active_from > w.ends_on + 1
      order by r.id desc limit 1
    ) n on true`;
}

export interface NewWithdrawal {
  consentId: number;
  accountId: number;
  withdrawnBy: number;
  /** Null of the personal-data consent. */
  service: { franchiseId: number; endsOn: LocalDate; calendarVersionId: number } | null;
  challengeId: string;
  phone: string;
  ip: string;
  userAgent: string | null;
  at: Instant;
}

/** Writes a withdrawal; the table is append-only, and a consent is withdrawn once. */
export async function insertWithdrawal(sql: Sql, withdrawal: NewWithdrawal): Promise<number> {
  const { service } = withdrawal;
  const [row] = await sql<{ id: number }[]>`
    insert into withdrawals (consent_id, franchise_id, account_id, withdrawn_by, ends_on,
                             calendar_version_id, challenge_id, phone, ip, user_agent,
                             withdrawn_at)
    values (${withdrawal.consentId}, ${service?.franchiseId ?? null}, ${withdrawal.accountId},
            ${withdrawal.withdrawnBy}, ${service?.endsOn ?? null},
            ${service?.calendarVersionId ?? null}, ${withdrawal.challengeId}, ${withdrawal.phone},
            ${withdrawal.ip}, ${withdrawal.userAgent}, ${withdrawal.at})
    returning id`;
  return row!.id;
}

/** A withdrawal as its news tells it; `endsOn` is null of the personal-data consent. */
export interface Withdrawal {
  id: number;
  withdrawnBy: number;
  endsOn: LocalDate | null;
  /** False where service had not begun and will not. */
  served: boolean;
  timeZone: string;
  withdrawnAt: Instant;
}

export async function readWithdrawal(sql: Sql, id: number): Promise<Withdrawal> {
  const [row] = await sql<Withdrawal[]>`
    select w.id, w.withdrawn_by as "withdrawnBy", w.ends_on as "endsOn",
           e.time_zone as "timeZone",
           coalesce(w.ends_on >= (w.withdrawn_at at time zone e.time_zone)::date, false) as served,
           w.withdrawn_at as "withdrawnAt"
    from withdrawals w
    join people p on p.id = w.withdrawn_by
    join employers e on e.id = p.employer_id
    where w.id = ${id}`;
  if (!row) throw new Error(`There is no withdrawal ${id}`);
  return row;
}

export interface NewRenewal {
  franchiseId: number;
  withdrawalId: number;
  consentId: number;
  consentedAt: Instant;
  consentedOn: LocalDate;
  activeFrom: LocalDate;
  calendarVersionId: number;
  recordedAt: Instant;
}

/** Ends a withdrawal's gap: the same franchise was consented to again. */
export async function insertRenewal(sql: Sql, renewal: NewRenewal): Promise<void> {
  await sql`
    insert into franchise_renewals (franchise_id, withdrawal_id, consent_id, consented_at,
                                    consented_on, active_from, calendar_version_id, recorded_at)
    values (${renewal.franchiseId}, ${renewal.withdrawalId}, ${renewal.consentId},
            ${renewal.consentedAt}, ${renewal.consentedOn}, ${renewal.activeFrom},
            ${renewal.calendarVersionId}, ${renewal.recordedAt})`;
}

/** Closes an account: nobody logs in to it any more. */
export async function closeAccount(sql: Sql, accountId: number, at: Instant): Promise<void> {
  await sql`update accounts set closed_at = ${at} where id = ${accountId}`;
  await sql`delete from sessions where account_id = ${accountId}`;
}
