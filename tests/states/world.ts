import { addMinutes, instant } from "../../domain/local_date.ts";
import { demoProgrammeFile } from "../../tools/demo/programme.ts";
import { freePort } from "../../tools/ports.ts";
import { setProgramme } from "../../use_cases/settings/set_programme.ts";
import { logInContact } from "../harness/indebted.ts";
import { type TestSite, testSite, type Visitor } from "../harness/site.ts";
import { NOW } from "./days.ts";
import { employersOf, isContact } from "./employers.ts";
import { peopleOf, type Person, type Who } from "./people.ts";
import type { State } from "./state.ts";

/** The site on a port of this machine with its clock standing, and people for all states. */
export interface World extends AsyncDisposable {
  site: TestSite;
  url: string;
  /** Where requests seem to come from. */
  ip: string;
  /** Somebody, made when first asked for. */
  person(who: Who): Promise<Person>;
  /** Cookies of whoever sees the state; nobody's for a visitor. */
  session(as: State["as"]): Promise<Visitor>;
  /** Whatever else a state tells of, made once, when first asked for. */
  once<Made>(make: (site: TestSite) => Promise<Made>): Promise<Made>;
  /** A phone that no other visit types: codes are limited by phone. */
  freePhone(): string;
  /** Moves the clock on. */
  pass(minutes: number): void;
  /** For one more visit: the clock back at noon, another network address. */
  beginAnew(): void;
}

/** `await using world = await openWorld();` */
export async function openWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const site = stack.use(await testSite({ at: NOW, publicUrl: url }));
  await tellProgramme(site);
  let visits = 0;
  let phones = 0;
  const people = peopleOf(site);
  const made = new Map<unknown, Promise<unknown>>();
  const sessions = new Map<State["as"], Promise<Visitor>>();
  const logIn = async (as: State["as"]) => {
    if (as === "visitor") return site.visitor();
    if (as === "staff") return await site.logInStaff("admin");
    if (isContact(as)) return await logInContact(site, (await world.once(employersOf))[as]);
    return await site.logInInsured((await people(as)).phone);
  };
  const world = {
    site,
    url,
    ip: "",
    person: people,
    session(as: State["as"]) {
      const known = sessions.get(as) ?? logIn(as);
      sessions.set(as, known);
      return known;
    },
    once<Made>(make: (site: TestSite) => Promise<Made>) {
      const known = made.get(make) ?? make(site);
      made.set(make, known);
      return known as Promise<Made>;
    },
    freePhone: () => `9005558${String(++phones).padStart(3, "0")}`,
    pass(minutes: number) {
      site.clock.set(addMinutes(instant(site.clock.now()), minutes));
    },
    beginAnew() {
      site.clock.set(NOW);
      visits += 1;
      world.ip = `198.51.${100 + (visits >> 8)}.${visits & 255}`;
    },
  };
  world.beginAnew();
  const serving = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port, signal: serving.signal, onListen() {} },
    (req, info) =>
      site.fetch(req, { ...info, remoteAddr: { ...info.remoteAddr, hostname: world.ip } }),
  );
  stack.defer(() => {
    serving.abort();
    return server.finished;
  });
  const parts = stack.move();
  return Object.assign(world, { [Symbol.asyncDispose]: () => parts.disposeAsync() });
}

/** What the programme of everybody's policy pays for, and its clinics. */
async function tellProgramme({ sql, clock }: TestSite): Promise<void> {
  await sql`insert into programmes (name, kind) values ('Стандарт', 'group')`;
  const set = await setProgramme(sql, clock, {
    name: "Стандарт",
    file: demoProgrammeFile(),
    actor: { name: "command_line", ip: null },
  });
  if (!set.ok) throw new Error("The programme was not taken", { cause: set });
}
