-- What a programme pays for and where, as the insured read it; each file that staff load is an edition, and the latest one counts.
-- migrate:up

create table programme_editions (
  id bigint generated always as identity primary key,
  programme_id bigint not null references programmes,
  file_name text,
  set_by text not null,
  recorded_at timestamptz not null
);
comment on table programme_editions is 'Append-only: what a programme promised on a day can be shown later';
comment on column programme_editions.set_by is 'As the journal names actors: staff/3, command_line; the product itself for what it brings along';
create index on programme_editions (programme_id, id);

create table programme_items (
  edition_id bigint not null references programme_editions,
  position integer not null,
  kind text not null check (kind in ('paid', 'paid_with_approval', 'not_paid')),
  title text not null,
  detail text,
  primary key (edition_id, position)
);
comment on column programme_items.kind is 'paid_with_approval: once the medical desk has agreed';

create table programme_clinics (
  edition_id bigint not null references programme_editions,
  position integer not null,
  name text not null,
  city text not null,
  address text not null,
  phone text check (phone ~ '^[0-9]{10}$'),
  hours text,
  care text[] not null check (cardinality(care) > 0),
  site text check (site ~ '^https?://'),
  words text not null,
  primary key (edition_id, position)
);
comment on table programme_clinics is 'Places that take the insured; who bills for them is in clinics';
comment on column programme_clinics.words is 'Name, city, address and care in lower case, a space before each word: what a search compares';

create trigger programme_editions_are_append_only before update or delete or truncate on programme_editions for each statement execute function refuse_rewrite();
create trigger programme_items_are_append_only before update or delete or truncate on programme_items for each statement execute function refuse_rewrite();
create trigger programme_clinics_are_append_only before update or delete or truncate on programme_clinics for each statement execute function refuse_rewrite();

with edition as (
  insert into programme_editions (programme_id, set_by, recorded_at)
  select id, 'product', '2026-01-01T00:00:00Z' from programmes where kind = 'emergency'
  returning id
)
insert into programme_items (edition_id, position, kind, title, detail)
select edition.id, item.position, item.kind, item.title, item.detail
from edition, (values
  (1, 'paid', 'Экстренная помощь через медпульт',
   'Если промедление опасно для жизни или здоровья. Позвоните на медпульт: он направит бригаду или назовет больницу'),
  (2, 'paid', 'Экстренная госпитализация через медпульт',
   'Пока состояние требует экстренной помощи'),
  (3, 'not_paid', 'Плановые приемы, анализы и обследования',
   'Снова по групповой программе, когда она вернется'),
  (4, 'not_paid', 'Плановая стоматология и лечение в стационаре', null),
  (5, 'not_paid', 'Помощь, о которой медпульт не знал',
   'Сначала позвоните на медпульт; при угрозе жизни — 103 или 112')
) as item (position, kind, title, detail);

-- migrate:down
