import { HttpError } from "fresh";
import { formatPhone, internationalPhone } from "../domain/phone.ts";
import { define } from "../state.ts";
import { ownPage } from "../web/wanted_page.ts";
import { EmployerFrame } from "./(_frame)/employer_frame.tsx";
import { failureWords, type PageKind } from "./(_frame)/failure_words.ts";
import { Frame, OpsFrame } from "./(_frame)/frame.tsx";

const HOMES: Record<PageKind, string> = { cabinet: "/", staff: "/ops", employer: "/employer" };

export default define.page(function Failure({ error, state, req, url }) {
  const kind = kindOf(url);
  const sent = req.method === "POST";
  const [status, reason] = error instanceof HttpError
    ? [error.status, error.message]
    : [500, "bug"];
  const { title, text, retry } = failureWords({ status, reason, sent, kind });
  const again = retry === "later" ? url.pathname + url.search : null;
  const form = sent ? ownPage(req.headers.get("referer"), url.origin) : null;
  // Where the failure came before the state was made, there is nothing to frame it with.
  const { site, csrfToken } = state as Partial<typeof state>;
  const framed = site !== undefined && csrfToken !== undefined;
  const words = (
    <div class="sheet">
      <h1>{title}</h1>
      {text.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
      <p class="actions">
        {again !== null && <a class="button" href={again}>Обновить страницу</a>}
        {form !== null && form !== "/" && <a class="button" href={form}>Открыть страницу заново</a>}
        <a class={again ?? form ? "button button-quiet" : "button"} href={HOMES[kind]}>
          На&nbsp;главную
        </a>
      </p>
      {framed && kind === "cabinet" && (
        <p>
          Срочно? Медицинский пульт, круглосуточно:{" "}
          <a class="nb" href={`tel:${internationalPhone(site.deskPhone)}`}>
            {formatPhone(site.deskPhone)}
          </a>
        </p>
      )}
    </div>
  );
  if (!framed) return <main class="page page-narrow" id="main">{words}</main>;
  if (kind === "employer") {
    return <EmployerFrame state={state} title={title} width="narrow">{words}</EmployerFrame>;
  }
  return kind === "staff"
    ? (
      <OpsFrame state={state} title={title}>
        <div class="page-narrow">{words}</div>
      </OpsFrame>
    )
    : <Frame state={state} title={title} width="narrow">{words}</Frame>;
});

function kindOf({ pathname }: URL): PageKind {
  if (/^\/ops(\/|$)/.test(pathname)) return "staff";
  return /^\/employer(\/|$)/.test(pathname) ? "employer" : "cabinet";
}
