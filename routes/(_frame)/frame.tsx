import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { OpsShell, type Section, Shell } from "../../components/layout.tsx";
import { shortName } from "../../domain/person_name.ts";
import type { StaffState, State } from "../../state.ts";

export interface FrameProps {
  state: State;
  title: string;
  active?: Section | null;
  width?: "wide" | "narrow";
  children: ComponentChildren;
}

/** A cabinet page in its frame: title, header for who is logged in, footer. */
export function Frame({ state, title, active = null, width = "wide", children }: FrameProps) {
  const { owner, csrfToken, site } = state;
  const person = owner?.kind === "insured"
    ? { shortName: shortName(owner), csrf: csrfToken }
    : null;
  return (
    <>
      <Head>
        <title>{`${title} — Пятая часть`}</title>
      </Head>
      <Shell active={active} person={person} deskPhone={site.deskPhone} width={width}>
        {children}
      </Shell>
    </>
  );
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
  { href: "/ops/calendar", title: "Календарь" },
  { href: "/ops/drift", title: "Сверка" },
];

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
  const links = staff ? OPS_LINKS.map((link) => ({ ...link, current: link.href === current })) : [];
  return (
    <>
      <Head>
        <title>{`${title} — работа с ДМС`}</title>
      </Head>
      <OpsShell links={links} staff={staff}>{children}</OpsShell>
    </>
  );
}
