import { HttpError } from "fresh";
import { Empty } from "../../../../components/page/empty.tsx";
import { SelectField, SubmitButton } from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { type Instant, localDateOf } from "../../../../domain/local_date.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { dayAndYear, formatDateTime } from "../../../../domain/russian.ts";
import { defineOps } from "../../../../state.ts";
import { knownWord } from "../../../(_frame)/known_word.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import {
  EVENT_KINDS,
  type EventKind,
  type PersonEvent,
  personEvents,
} from "../../(_staff)/person_events.ts";
import { PersonFacts } from "../../(_staff)/person_facts.tsx";
import { PersonNow, type View } from "../../(_staff)/person_now.tsx";
import {
  PersonConsents,
  PersonInvoices,
  PersonPayments,
  PersonPolicies,
  PersonUnbilled,
} from "../../(_staff)/person_tables.tsx";
import { maySeeServices } from "../../(_staff)/staff_access.ts";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";

/** As long as what stands beside it. */
const EVENTS_SHOWN = 8;

interface PersonData {
  view: View;
  /** Null shows every kind. */
  kind: EventKind | null;
  /** As far as it goes, and not only what is new. */
  whole: boolean;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const personId = pathNumber(ctx.params["id"]);
    const view = personId === null
      ? null
      : await state.useCases.readPerson({ personId, actor: actorOf(state) });
    if (view === null) throw new HttpError(404);
    const data: PersonData = {
      view,
      kind: knownWord(EVENT_KINDS, url.searchParams.get("kind")),
      whole: url.searchParams.has("all"),
    };
    return { data };
  },
});

export default defineOps.page<typeof handler>(function PersonPage({ data, state }) {
  const { view, kind, whole } = data;
  const { person } = view;
  return (
    <OpsFrame state={state} title={fullName(person)} current="/ops/people">
      <BackLink href="/ops/people">Люди</BackLink>
      <h1>{fullName(person)}</h1>
      <div class="stack">
        <div class="case-page">
          <div class="stack">
            <PersonNow view={view} state={state} />
            <PersonFacts person={person} />
          </div>
          <PersonJournal view={view} kind={kind} whole={whole} now={state.now} />
        </div>
        <PersonInvoices view={view} state={state} />
        {maySeeServices(state.owner) && <PersonUnbilled view={view} />}
        <PersonPolicies view={view} state={state} />
        <PersonPayments view={view} state={state} />
        <PersonConsents view={view} />
      </div>
    </OpsFrame>
  );
});

interface PersonJournalProps extends PersonData {
  now: Instant;
}

/** «Что было»: everything that has happened, newest first, of one kind or of all. */
function PersonJournal({ view, kind, whole, now }: PersonJournalProps) {
  const { person } = view;
  const events = personEvents(view, now).filter((event) => kind === null || event.kind === kind);
  const shown = whole ? events : events.slice(0, EVENTS_SHOWN);
  const path = `/ops/people/${person.id}`;
  return (
    <section class="sheet" aria-labelledby="past">
      <h2 id="past">Что было</h2>
      <form class="filters" method="get" action={`${path}#past`}>
        <SelectField
          name="kind"
          label="Что показать"
          value={kind ?? ""}
          options={[
            { value: "", title: "Всё" },
            ...Object.entries(EVENT_KINDS).map(([value, title]) => ({ value, title })),
          ]}
        />
        <SubmitButton tone="quiet">Показать</SubmitButton>
        {kind !== null && <a class="link" href={`${path}#past`}>Убрать</a>}
      </form>
      {events.length === 0 && (
        <Empty title="Такого не было">
          {kind === null
            ? "Здесь будет всё, что случится: счета, сообщения, звонки, платежи."
            : "Уберите отбор, чтобы увидеть остальное."}
        </Empty>
      )}
      <ul class="records">
        {shown.map((event, index) => (
          <li class="record" key={index}>
            <EventLine event={event} zone={person.timeZone} />
          </li>
        ))}
      </ul>
      {events.length > shown.length && (
        <p>
          <a class="link" href={`${path}?all${kind === null ? "" : `&kind=${kind}`}#past`}>
            Показать всё, {events.length}
          </a>
        </p>
      )}
    </section>
  );
}

function EventLine({ event, zone }: { event: PersonEvent; zone: string }) {
  const { at, title, detail, href, ofDay } = event;
  return (
    <>
      <time class="muted nb" datetime={at}>
        {ofDay ? dayAndYear(localDateOf(at, zone)) : formatDateTime(at, zone)}
      </time>
      <div>{href ? <a href={href}>{title}</a> : title}</div>
      {detail && <div class="muted">{detail}</div>}
    </>
  );
}
