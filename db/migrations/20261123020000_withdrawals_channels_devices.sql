-- What a person may undo and choose: consents withdrawn and given again, a cabinet closed, channels of reminders, devices logged in.
-- migrate:up

create table withdrawals (
  id bigint generated always as identity primary key,
  consent_id bigint not null unique references consents,
  franchise_id bigint references franchises,
  account_id bigint not null references accounts,
  withdrawn_by bigint not null references people,
  ends_on date,
  calendar_version_id bigint references calendar_versions,
  challenge_id uuid not null references challenges,
  phone text not null,
  ip text not null,
  user_agent text,
  withdrawn_at timestamptz not null,
  check (num_nonnulls(franchise_id, ends_on, calendar_version_id) in (0, 3))
);
comment on table withdrawals is 'Append-only. Of the franchise terms, or, without a franchise, of the personal-data consent: that one closes the account';
comment on column withdrawals.account_id is 'Whose code has signed it';
comment on column withdrawals.ends_on is 'The last day of service, whole; before the first day where service never opens';
create index on withdrawals (franchise_id);

create table franchise_renewals (
  id bigint generated always as identity primary key,
  franchise_id bigint not null references franchises,
  withdrawal_id bigint not null unique references withdrawals,
  consent_id bigint not null unique references consents,
  consented_at timestamptz not null,
  consented_on date not null,
  active_from date not null,
  calendar_version_id bigint not null references calendar_versions,
  recorded_at timestamptz not null
);
comment on table franchise_renewals is 'Append-only. A withdrawn franchise that was consented to again; the franchise itself keeps its first consent';
create index on franchise_renewals (franchise_id);

create view consent_gaps as
select w.id as withdrawal_id, w.franchise_id, w.ends_on as last_day, r.active_from as until,
       greatest(w.withdrawn_at, r.recorded_at) as changed_at
from withdrawals w
left join franchise_renewals r on r.withdrawal_id = w.id
where w.franchise_id is not null;
comment on view consent_gaps is 'After last_day and before until there is no consent to the franchise and no service; until is null while nobody has consented again';

alter table accounts add column closed_at timestamptz;
comment on column accounts.closed_at is 'The personal-data consent was withdrawn: nobody logs in; the contacts stay for what the contract has to tell. Registering anew opens it again';
alter table accounts add column email_reminders boolean not null default true;
alter table accounts add column sms_reminders boolean not null default true;
alter table accounts add constraint a_channel_of_reminders_stays check (email_reminders or sms_reminders);

alter table sessions add column id bigint generated always as identity;
comment on column sessions.id is 'By which its holder names it among their devices: it opens nothing';

alter table challenges drop constraint challenges_purpose_check;
alter table challenges add constraint challenges_purpose_check
  check (purpose in ('login', 'register', 'ops', 'contact', 'withdrawal'));
alter table challenges add column consent_id bigint references consents;
comment on column challenges.consent_id is 'Which consent the code withdraws';

create trigger withdrawals_are_append_only before update or delete or truncate on withdrawals for each statement execute function refuse_rewrite();
create trigger franchise_renewals_are_append_only before update or delete or truncate on franchise_renewals for each statement execute function refuse_rewrite();

-- migrate:down
