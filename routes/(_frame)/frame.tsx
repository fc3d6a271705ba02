import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import {
  type OpsSection,
  OpsShell,
  type RepresentativeBarProps,
  type Section,
  Shell,
} from "../../components/page/layout.tsx";
import StaffKeys from "../../islands/StaffKeys.tsx";
import { forPerson, type SwitchPerson } from "../../components/page/person_switch.tsx";
import { shortName } from "../../domain/person_name.ts";
import type { Insured, Staff, StaffState, State } from "../../state.ts";
import { ROLE_TITLES } from "../../domain/staff_role.ts";
import { type LookingRoute, mayLook } from "../ops/(_staff)/staff_access.ts";

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

/** The staff's sections, each with its pages; its own link leads to the first that the role opens. */
const OPS_SECTIONS: readonly { title: string; pages: readonly OpsPage[] }[] = [
  {
    title: "Файлы",
    pages: [
      { href: "/ops", title: "Загрузка" },
      { href: "/ops/held", title: "Удержанные" },
    ],
  },
  {
    title: "Деньги",
    pages: [
      { href: "/ops/invoices", title: "Счета" },
      { href: "/ops/payments", title: "Платежи" },
      { href: "/ops/decisions", title: "Решения" },
    ],
  },
  {
    title: "Дела",
    pages: [
      { href: "/ops/cases", title: "Долги" },
      { href: "/ops/lists", title: "Списки" },
      { href: "/ops/calls", title: "Звонки" },
      { href: "/ops/drift", title: "Сверка" },
    ],
  },
  {
    title: "Люди",
    pages: [
      { href: "/ops/people", title: "Поиск" },
      { href: "/ops/registrations", title: "Регистрации" },
      { href: "/ops/employers", title: "Работодатели" },
    ],
  },
  {
    title: "Порядок",
    pages: [
      { href: "/ops/settings", title: "Настройки" },
      { href: "/ops/calendar", title: "Календарь" },
      { href: "/ops/journal", title: "Журнал" },
    ],
  },
];

interface OpsPage {
  href: LookingRoute;
  title: string;
}

export interface OpsFrameProps {
  state: State | StaffState;
  title: string;
  /** Path of the page of the menu that is shown, or that the page shown lies under. */
  current?: string;
  children: ComponentChildren;
}

/** A staff page in its frame. */
export function OpsFrame({ state, title, current, children }: OpsFrameProps) {
  const { owner, csrfToken } = state;
  const staff = owner?.kind === "staff"
    ? { name: owner.name, role: ROLE_TITLES[owner.role], csrf: csrfToken }
    : null;
  const sections = owner?.kind === "staff" ? sectionsFor(owner, current) : [];
  return (
    <>
      <Head>
        <title>{`${title} — работа с ДМС`}</title>
      </Head>
      <OpsShell sections={sections} staff={staff} keys={staff && <StaffKeys />}>
        {children}
      </OpsShell>
    </>
  );
}

/** What this member of staff may open, with the page that is shown. */
function sectionsFor(owner: Staff, current: string | undefined): OpsSection[] {
  return OPS_SECTIONS.map(({ title, pages }) => ({
    title,
    pages: pages.filter(({ href }) => mayLook(owner, href))
      .map((page) => ({ ...page, current: page.href === current })),
  })).filter(({ pages }) => pages.length > 0);
}
