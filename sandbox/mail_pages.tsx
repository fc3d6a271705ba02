import type { StoredAttachment, StoredMail } from "./mail.ts";
import { pageResponse, Time, Typed } from "./page.tsx";

/** Every mailbox that got a letter, the newest letter first. */
export function mailboxesPage(
  { letters, zone }: { letters: StoredMail[]; zone: string },
): Response {
  const latest = new Map<string, StoredMail>();
  for (const letter of letters) {
    for (const address of letter.to) {
      if (!latest.has(address)) latest.set(address, letter);
    }
  }
  return pageResponse({
    title: "Почта",
    house: "sandbox",
    main: (
      <>
        <h1>Почта</h1>
        {latest.size === 0
          ? <p data-live="mailboxes">Писем еще нет. Первое появится здесь само.</p>
          : (
            <ul class="rows" data-live="mailboxes">
              {[...latest].map(([address, letter]) => (
                <li>
                  <a href={mailboxPath(address)}>{address}</a>
                  <p>{letter.subject}</p>
                  <p class="note">
                    <Time at={letter.receivedAt} zone={zone} />
                  </p>
                </li>
              ))}
            </ul>
          )}
      </>
    ),
  });
}

interface MailboxPage {
  address: string;
  letters: StoredMail[];
  zone: string;
}

export function mailboxPage({ address, letters, zone }: MailboxPage): Response {
  return pageResponse({
    title: `Почта ${address}`,
    house: "sandbox",
    main: (
      <>
        <h1>{address}</h1>
        <p>
          <a href={mailboxPath(address)}>Обновить</a>
        </p>
        <div data-live="letters" aria-live="polite">
          {letters.length === 0 && <p>Писем на этот адрес еще не было.</p>}
          <ul class="rows">
            {letters.map((letter) => (
              <li>
                <a href={`/mail/message/${letter.id}`}>{letter.subject || "Без темы"}</a>
                <p>{letter.text.slice(0, 160)}</p>
                <p class="note">
                  <Time at={letter.receivedAt} zone={zone} />
                </p>
              </li>
            ))}
          </ul>
        </div>
      </>
    ),
  });
}

export function letterPage({ letter, zone }: { letter: StoredMail; zone: string }): Response {
  return pageResponse({
    title: letter.subject || "Без темы",
    house: "sandbox",
    main: (
      <>
        <h1>{letter.subject || "Без темы"}</h1>
        <dl>
          <dt>От кого</dt>
          <dd>{letter.from}</dd>
          <dt>Кому</dt>
          <dd>
            {letter.to.map((address) => (
              <>
                <a href={mailboxPath(address)}>{address}</a>
                {" "}
              </>
            ))}
          </dd>
          <dt>Получено</dt>
          <dd>
            <Time at={letter.receivedAt} zone={zone} />
          </dd>
        </dl>
        {letter.attachments.length > 0 && (
          <section>
            <h2>Вложения</h2>
            <ul>
              {letter.attachments.map((attachment, i) => (
                <li>
                  <a href={`/mail/message/${letter.id}/attachments/${i}`}>{attachment.filename}</a>
                  {" "}
                  <span class="note">{sizeText(attachment)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <p class="text letter">
          <Typed text={letter.text} />
        </p>
        {letter.html !== null && (
          <section>
            <h2>Как его покажет почтовая программа</h2>
            <iframe
              src={`/mail/message/${letter.id}/html`}
              title="Письмо с оформлением"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
            />
          </section>
        )}
      </>
    ),
  });
}

/** The letter's own markup, where it can neither run script nor load anything. */
export function letterMarkup(letter: StoredMail): Response {
  return new Response(`<!doctype html><base target="_blank">${letter.html ?? ""}`, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "content-security-policy":
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; " +
        "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    },
  });
}

export function attachmentResponse(attachment: StoredAttachment): Response {
  const bytes = Uint8Array.from(atob(attachment.base64), (character) => character.charCodeAt(0));
  return new Response(bytes, {
    headers: {
      "content-type": attachment.contentType,
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename*=UTF-8''${
        encodeURIComponent(attachment.filename)
      }`,
    },
  });
}

function mailboxPath(address: string): string {
  return `/mail/${encodeURIComponent(address)}`;
}

function sizeText({ size }: StoredAttachment): string {
  return size < 1024 ? `${size}\u00a0Б` : `${Math.ceil(size / 1024)}\u00a0КБ`;
}
