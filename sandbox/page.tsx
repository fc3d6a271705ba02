import { Fragment, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";

interface Page {
  title: string;
  /** The bank is another house than the phone and the mailbox. */
  house: "sandbox" | "bank";
  main: VNode;
  /** Where the page's form may lead, besides here: a 303 to another origin counts too. */
  formTarget?: string;
  status?: number;
}

/** A whole page with the headers that keep what people typed from acting in it. */
export function pageResponse({ title, house, main, formTarget, status = 200 }: Page): Response {
  const html = renderToString(
    <html lang="ru" class={house}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href="/sandbox.css" />
        <link rel="icon" href="data:," />
        <script src="/live.js" defer />
      </head>
      <body>
        <header>
          {house === "bank"
            ? (
              <p class="name">
                Банк «Пример» <span>учебный: деньги не списываются</span>
              </p>
            )
            : (
              <nav aria-label="Песочница">
                <a href="/">Песочница</a>
                <a href="/phone">Телефон</a>
                <a href="/mail">Почта</a>
                <a href="/bank">Банк</a>
              </nav>
            )}
        </header>
        <main>{main}</main>
      </body>
    </html>,
  );
  return new Response(`<!doctype html>${html}`, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-security-policy": [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "frame-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        `form-action 'self'${formTarget === undefined ? "" : ` ${new URL(formTarget).origin}`}`,
      ].join("; "),
    },
  });
}

export function NotFound({ what }: { what: string }) {
  return (
    <>
      <h1>{what}</h1>
      <p>
        <a href="/">На главную песочницы</a>
      </p>
    </>
  );
}

/** Text as typed, with its links to follow and its codes easy to select. */
export function Typed({ text }: { text: string }) {
  const pieces = text.split(/(https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)])/);
  return (
    <>
      {pieces.map((piece, i) =>
        i % 2 === 1 ? <a key={i} href={piece}>{piece}</a> : <Codes key={i} text={piece} />
      )}
    </>
  );
}

// A code stands alone: not a part of a sum, a date or an invoice's number.
const CODE =
  /((?<!№[\s\u00a0]?|[\d.,:/-]|\d[\s\u00a0])\b\d{5,8}\b(?![\s\u00a0]?\d|[.,:/-]\d|[\s\u00a0]?₽))/;

function Codes({ text }: { text: string }) {
  // Bare strings in a list would be escaped twice by the precompiled markup.
  return (
    <>
      {text.split(CODE).map((piece, i) =>
        i % 2 === 1
          ? <code key={i} class="one-time">{piece}</code>
          : <Fragment key={i}>{piece}</Fragment>
      )}
    </>
  );
}

/** "+7 900 123-45-67" with no-break spaces. */
export function phoneText(tenDigits: string): string {
  return tenDigits.replace(
    /^(\d{3})(\d{3})(\d{2})(\d{2})$/,
    "+7\u00a0$1\u00a0$2-$3-$4",
  );
}

/** "1 234,56 ₽" of "1234.56". */
export function roublesText(value: string): string {
  const [whole = "", fraction = "00"] = value.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0")},${fraction}\u00a0₽`;
}

export interface TimeProps {
  at: string;
  zone: string;
}

export function Time({ at, zone }: TimeProps) {
  const text = new Intl.DateTimeFormat("ru", {
    timeZone: zone,
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(at)).replace(" в ", ", ");
  return <time dateTime={at}>{text}</time>;
}
