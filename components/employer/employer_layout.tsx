import type { ComponentChildren } from "preact";
import { Brand, LogoutForm, NavLink, SkipLink } from "../page/layout.tsx";

export interface EmployerShellProps {
  /** Null before somebody has logged in. */
  contact: {
    name: string;
    employer: string;
    /** Whether the same address serves others too. */
    servesSeveral: boolean;
    csrf: string;
  } | null;
  /** Whether the page belongs to the reports. */
  inReports: boolean;
  width: "wide" | "narrow";
  children: ComponentChildren;
}

/** Everything inside `body` of an employer's page. */
export function EmployerShell({ contact, inReports, width, children }: EmployerShellProps) {
  return (
    <>
      <SkipLink />
      <header class="top">
        <div class="top-row">
          <Brand href="/employer" name="Пятая часть · работодателю" />
          <nav class="nav" aria-label="Разделы">
            {contact && <NavLink href="/employer" current={inReports}>Отчеты</NavLink>}
          </nav>
          {contact && (
            <div class="who">
              <span>{contact.name}</span>
              <LogoutForm action="/logout" csrf={contact.csrf} />
            </div>
          )}
        </div>
      </header>
      {contact && (
        <section class="acting-bar" aria-label="Работодатель">
          <div class="acting">
            <p>
              <b>{contact.employer}</b>
            </p>
            {contact.servesSeveral && (
              <a class="link" href="/employer/employers">Другой работодатель</a>
            )}
          </div>
        </section>
      )}
      <main class={width === "narrow" ? "page page-narrow" : "page"} id="main" tabindex={-1}>
        {children}
      </main>
    </>
  );
}
