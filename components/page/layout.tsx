import type { ComponentChildren } from "preact";
import { formatPhone, internationalPhone, type Phone } from "../../domain/phone.ts";
import { CsrfField } from "./form.tsx";
import { forPerson } from "./person_switch.tsx";

/** Where the header and the footer lead. Routes that move change these. */
const PLACES = {
  home: "/",
  policies: "/policies",
  invoices: "/invoices",
  help: "/help",
  documents: "/documents",
  contacts: "/contacts",
  profile: "/profile",
  login: "/login",
  register: "/register",
  logout: "/logout",
  ops: "/ops",
} as const;

export type Section = "policies" | "invoices" | "help" | "profile" | "login" | "register";

/** First thing in `body`: jumps over the header to `#main`. */
export function SkipLink() {
  return <a class="skip" href="#main">К содержанию</a>;
}

export interface PageHeaderProps {
  /** The section the page belongs to; null on pages outside the menu. */
  active: Section | null;
  /** Null for a visitor: the menu then offers login and registration. */
  person: HeaderPerson | null;
  /** Whose policies and invoices the menu goes on showing; null is everybody's. */
  shownId?: number | null;
  deskPhone: Phone;
}

export interface HeaderPerson {
  /** «Анна П.» */
  shortName: string;
  csrf: string;
}

/** The same header on all of the cabinet's pages; the medical desk's phone keeps its place (WCAG 3.2.6). */
function PageHeader({ active, person, shownId = null, deskPhone }: PageHeaderProps) {
  return (
    <header class="top">
      <div class="top-row">
        <Brand href={PLACES.home} name="Пятая часть" />
        <nav class="nav" aria-label="Разделы">
          {person
            ? <MemberLinks active={active} shownId={shownId} />
            : <VisitorLinks active={active} />}
        </nav>
        <a class="desk" href={`tel:${internationalPhone(deskPhone)}`}>
          Медпульт, 24&nbsp;часа <b>{formatPhone(deskPhone)}</b>
        </a>
        {person && (
          <div class="who">
            <a href={PLACES.profile} aria-current={active === "profile" ? "page" : undefined}>
              <span class="vh">Профиль:</span>
              {person.shortName}
            </a>
            <LogoutForm action={PLACES.logout} csrf={person.csrf} />
          </div>
        )}
      </div>
    </header>
  );
}

function MemberLinks({ active, shownId }: { active: Section | null; shownId: number | null }) {
  return (
    <>
      <NavLink href={forPerson(PLACES.policies, shownId)} current={active === "policies"}>
        Мои полисы
      </NavLink>
      <NavLink href={forPerson(PLACES.invoices, shownId)} current={active === "invoices"}>
        Мои счета
      </NavLink>
      <NavLink href={PLACES.help} current={active === "help"}>Помощь</NavLink>
    </>
  );
}

function VisitorLinks({ active }: { active: Section | null }) {
  return (
    <>
      <NavLink href={PLACES.login} current={active === "login"}>Авторизация</NavLink>
      <NavLink href={PLACES.register} current={active === "register"}>Регистрация</NavLink>
      <NavLink href={PLACES.help} current={active === "help"}>Помощь</NavLink>
    </>
  );
}

interface NavLinkProps {
  href: string;
  current: boolean;
  children: ComponentChildren;
}

/** A link of a header's menu. */
export function NavLink({ href, current, children }: NavLinkProps) {
  return <a href={href} aria-current={current ? "page" : undefined}>{children}</a>;
}

/** Ends the session, of whatever kind. */
export function LogoutForm({ action, csrf }: { action: string; csrf: string }) {
  return (
    <form method="post" action={action}>
      <CsrfField token={csrf} />
      <button class="button-text" type="submit">Выйти</button>
    </form>
  );
}

/** Sign and name: the way to the first page. */
export function Brand({ href, name }: { href: string; name: ComponentChildren }) {
  return (
    <a class="brand" href={href}>
      <BrandMark />
      {name}
    </a>
  );
}

/** Five cells, the first one yours. */
function BrandMark() {
  return (
    <svg width="40" height="22" viewBox="0 0 40 22" aria-hidden="true" focusable="false">
      <path class="brand-share" d="M1 1h5v20H1z" />
      <path
        class="brand-cell"
        d="M9.25 1h5v20h-5zM17.5 1h5v20h-5zM25.75 1h5v20h-5zM34 1h5v20h-5z"
      />
    </svg>
  );
}

export interface RepresentativeBarProps {
  /** Whose record is shown, «Миша П.» */
  shownName: string;
  /** The same page of everybody's, and of one's own. */
  allHref: string;
  ownHref: string;
}

/** Goes right under the header while a representative looks at somebody else's record. */
function RepresentativeBar({ shownName, allHref, ownHref }: RepresentativeBarProps) {
  return (
    <section class="acting-bar" aria-label="Чьи полисы и счета показаны">
      <div class="acting">
        <p>
          Вы смотрите полисы и&nbsp;счета: <b>{shownName}</b>
        </p>
        <a class="link" href={allHref}>Показать все</a>
        <a class="link" href={ownHref}>Вернуться к&nbsp;своим</a>
      </div>
    </section>
  );
}

/** Documents and contacts; the same on all of the cabinet's pages. */
function PageFooter() {
  return (
    <footer class="foot">
      <div class="foot-row">
        <span>Пятая часть, кабинет ДМС с франшизой 20&nbsp;%</span>
        <a href={PLACES.documents}>Документы</a>
        <a href={PLACES.contacts}>Контакты</a>
      </div>
    </footer>
  );
}

export interface ShellProps extends PageHeaderProps {
  /** `narrow` holds forms to 480 px. */
  width?: "wide" | "narrow";
  acting?: RepresentativeBarProps | null;
  children: ComponentChildren;
}

/** Everything inside `body` of a cabinet page. */
export function Shell(props: ShellProps) {
  const { width = "wide", acting, children, ...header } = props;
  return (
    <>
      <SkipLink />
      <PageHeader {...header} />
      {acting && <RepresentativeBar {...acting} />}
      <main class={width === "narrow" ? "page page-narrow" : "page"} id="main" tabindex={-1}>
        {children}
      </main>
      <PageFooter />
    </>
  );
}

/** A section of the staff's menu. */
export interface OpsSection {
  title: string;
  /** At least one. */
  pages: { href: string; title: string; current: boolean }[];
}

export interface OpsHeaderProps {
  sections: OpsSection[];
  /** Null before staff have logged in. */
  staff: { name: string; role: string; csrf: string } | null;
  /** What tells and works the keys of lists. */
  keys?: ComponentChildren;
}

/** Header of the staff pages: sections, and under them the pages of the one that is shown. */
function OpsHeader({ sections, staff, keys }: OpsHeaderProps) {
  const shown = sections.find(({ pages }) => pages.some(({ current }) => current));
  return (
    <header class="top">
      <div class="top-row">
        <Brand
          href={PLACES.ops}
          name={
            <span>
              Пятая часть <span class="brand-for">· сотрудникам</span>
            </span>
          }
        />
        <nav class="nav" aria-label="Разделы">
          {sections.map((section) => (
            <a
              key={section.title}
              href={section.pages[0]!.href}
              aria-current={section === shown ? "true" : undefined}
            >
              {section.title}
            </a>
          ))}
        </nav>
        {staff && (
          <div class="who">
            <span>
              {staff.name} <span class="muted nb">· {staff.role}</span>
            </span>
            {keys}
            <LogoutForm action={PLACES.logout} csrf={staff.csrf} />
          </div>
        )}
      </div>
      {shown && shown.pages.length > 1 && (
        <nav class="nav-pages" aria-label={`Раздел «${shown.title}»`}>
          {shown.pages.map((page) => (
            <NavLink key={page.href} href={page.href} current={page.current}>
              {page.title}
            </NavLink>
          ))}
        </nav>
      )}
    </header>
  );
}

/** Everything inside `body.ops` of a staff page. */
export function OpsShell(props: OpsHeaderProps & { children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <OpsHeader sections={props.sections} staff={props.staff} keys={props.keys} />
      <main class="page" id="main" tabindex={-1}>{props.children}</main>
    </>
  );
}

/** «Мои счета» above a page that lies under it. */
export function BackLink({ href, children }: { href: string; children: ComponentChildren }) {
  return <a class="crumb" href={href}>{children}</a>;
}
