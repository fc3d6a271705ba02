import { pageResponse, phoneText, Time, Typed } from "./page.tsx";
import type { StoredSms } from "./sms.ts";

/** Every phone that got a message, the newest message first. */
export function phonesPage({ messages, zone }: { messages: StoredSms[]; zone: string }): Response {
  const latest = new Map<string, StoredSms>();
  for (const message of messages) {
    if (!latest.has(message.phone)) latest.set(message.phone, message);
  }
  return pageResponse({
    title: "Телефоны",
    house: "sandbox",
    main: (
      <>
        <h1>Телефоны</h1>
        <OpenPhone />
        {latest.size === 0
          ? <p data-live="phones">СМС еще нет. Первая появится здесь сама.</p>
          : (
            <ul class="rows" data-live="phones">
              {[...latest.values()].map((message) => (
                <li>
                  <a href={`/phone/${message.phone}`}>{phoneText(message.phone)}</a>
                  <p>{message.text}</p>
                  <p class="note">
                    <Time at={message.receivedAt} zone={zone} />
                  </p>
                </li>
              ))}
            </ul>
          )}
      </>
    ),
  });
}

/** Opens any phone by its number. */
export function OpenPhone() {
  return (
    <form action="/phone" class="line">
      <label for="number">Номер телефона, 10 цифр после +7</label>
      <p>
        <input id="number" name="number" inputMode="numeric" autocomplete="off" />
        <button type="submit">Открыть телефон</button>
      </p>
    </form>
  );
}

interface PhonePage {
  phone: string;
  messages: StoredSms[];
  zone: string;
}

/** One phone's screen, newest message on top. */
export function phonePage({ phone, messages, zone }: PhonePage): Response {
  return pageResponse({
    title: `Телефон ${phoneText(phone)}`,
    house: "sandbox",
    main: (
      <>
        <h1>{phoneText(phone)}</h1>
        <p>
          <a href={`/phone/${phone}`}>Обновить</a>
        </p>
        <div class="screen" data-live="messages" aria-live="polite">
          {messages.length === 0 && <p>СМС на этот номер еще не приходили.</p>}
          {messages.map((message) => (
            <article>
              <p class="note">
                {message.sender}, <Time at={message.receivedAt} zone={zone} />
              </p>
              <p class="text">
                <Typed text={message.text} />
              </p>
            </article>
          ))}
        </div>
      </>
    ),
  });
}
