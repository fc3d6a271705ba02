import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import {
  OpsShell,
  type RepresentativeBarProps,
  type Section,
  Shell,
} from "../../components/layout.tsx";
import { forPerson, type SwitchPerson } from "../../components/person_switch.tsx";
import { shortName } from "../../domain/person_name.ts";
import type { Insured, StaffState, State } from "../../state.ts";
import { mayLook } from "../ops/(_staff)/staff_access.ts";

export interface FrameProps {
  state: State;
  title: string;
  active?: Section | null;
  width?: "wide" | "narrow";
  /** Whose policies and invoices the page shows, where they are one person's. */
  shown?: SwitchPerson | null;
  children: ComponentChildren;
}

/** A cabinet page in its frame: title, header for who is logged in, footer. */
export function Frame(props: FrameProps) {
  const { state, title, active = null, width = "wide", shown = null, children } = props;
  const { csrfToken, site } = state;
  const owner = state.owner?.kind === "insured" ? state.owner : null;
  const person = owner && { shortName: shortName(owner), csrf: csrfToken };
  return (
    <>
      <Head>
        <title>{`${title} — Пятая часть`}</title>
      </Head>
      <Shell
        active={active}
        person={person}
        shownId={owner && shown && isKept(shown, owner) ? shown.personId : null}
        deskPhone={site.deskPhone}
        width={width}
        acting={owner && shown && barFor(shown, { owner, active })}
      >
        {children}
      </Shell>
    </>
  );
}

/** Whoever has come of age has invoices that are still owed here, and no policies. */
function isKept({ personId }: SwitchPerson, owner: Insured): boolean {
  return [owner, ...owner.represented].some((person) => person.personId === personId);
}

function barFor(
  shown: SwitchPerson,
  { owner, active }: { owner: Insured; active: Section | null },
): RepresentativeBarProps | null {
  if (shown.personId === owner.personId) return null;
  const path = active === "invoices" ? "/invoices" : "/policies";
  return {
    shownName: shortName(shown),
    allHref: path,
    ownHref: forPerson(path, owner.personId),
  };
}

const OPS_LINKS = [
  { href: "/ops", title: "Файлы" },
  { href: "/ops/held", title: "Удержанные" },
  { href: "/ops/invoices", title: "Счета" },
  { href: "/ops/payments", title: "Платежи" },
  { href: "/ops/cases", title: "Дела" },
  { href: "/ops/calls", title: "Звонки" },
  { href: "/ops/registrations", title: "Регистрации" },
  { href: "/ops/people", title: "Люди" },
  { href: "/ops/decisions", title: "Решения" },
  { href: "/ops/employers", title: "Работодатели" },
  { href: "/ops/calendar", title: "Календарь" },
  { href: "/ops/drift", title: "Сверка" },
  { href: "/ops/journal", title: "Журнал" },
  { href: "/ops/settings", title: "Настройки" },
] as const;

export interface OpsFrameProps {
  state: State | StaffState;
  title: string;
  /** Path of the section that is shown. */
  current?: string;
  children: ComponentChildren;
}

/** A staff page in its frame. */
export function OpsFrame({ state, title, current, children }: OpsFrameProps) {
  const { owner, csrfToken } = state;
  const staff = owner?.kind === "staff" ? { name: owner.name, csrf: csrfToken } : null;
  const links = owner?.kind === "staff"
    ? OPS_LINKS.filter(({ href }) => mayLook(owner, href))
      .map((link) => ({ ...link, current: link.href === current }))
    : [];
  return (
    <>
      <Head>
        <title>{`${title} — работа с ДМС`}</title>
      </Head>
      <OpsShell links={links} staff={staff}>{children}</OpsShell>
    </>
  );
}
