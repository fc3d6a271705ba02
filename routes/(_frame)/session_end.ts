import type { State } from "../../state.ts";
import { wantedPage } from "../../web/wanted_page.ts";
import { sessionToken } from "./challenge_cookie.ts";

/** What the login page says first, and where the code leads. */
export interface Arrival {
  title: string;
  text: string;
}

/**
 * The login page's address for a request that nobody is logged in for: it says why, that a form
 * was not sent, and which page to go on with. A form's page is the one that it was sent from.
 */
export async function loginAddress(
  state: State,
  { req, url }: { req: Request; url: URL },
): Promise<string> {
  const query = new URLSearchParams();
  const end = await endOf(state);
  if (end !== null) query.set("ended", end);
  const sent = req.method !== "GET" && req.method !== "HEAD";
  if (sent) query.set("unsent", "1");
  const wanted = sent ? req.headers.get("referer") : url.pathname + url.search;
  const next = wantedPage(wanted, url.origin);
  if (next !== null) query.set("next", next);
  return `/login?${query}`;
}

async function endOf(state: State): Promise<string | null> {
  const kind = state.owner?.kind;
  if (kind === "staff" || kind === "employer") return kind;
  const token = sessionToken(state);
  if (!token) return null;
  const end = await state.useCases.readSessionEnd(token);
  return end.reason === "expired" ? `${end.afterHours}h` : "elsewhere";
}

/** What somebody who was led here is told; null for who came by themselves. */
export function arrivalOf(query: URLSearchParams): Arrival | null {
  const ended = query.get("ended");
  const unsent = query.has("unsent");
  const title = endWords(ended) ?? (unsent || query.has("next") ? "Сначала войдите" : null);
  if (title === null) return null;
  const text = [
    unsent ? "Форма не\u00a0отправлена, ничего не\u00a0изменилось." : "",
    ended === "elsewhere"
      ? "Если это были не\u00a0вы, войдите и\u00a0проверьте телефон в\u00a0профиле."
      : "",
    query.has("next")
      ? unsent
        ? "Код придет в\u00a0СМС, после него вернем на\u00a0страницу формы."
        : "Код придет в\u00a0СМС, после него откроем страницу, которую вы хотели."
      : "Войти снова можно по\u00a0коду из\u00a0СМС.",
  ];
  return { title, text: text.filter(Boolean).join(" ") };
}

function endWords(ended: string | null): string | null {
  const hours = /^(\d{1,3})h$/.exec(ended ?? "")?.[1];
  if (hours) return `Вы вышли: со\u00a0времени входа прошло ${hours}\u00a0ч`;
  switch (ended) {
    case "self":
      return "Вы вышли";
    case "elsewhere":
      return "Вы вышли: вход завершен с\u00a0другого устройства";
    case "staff":
      return "Вы вошли как сотрудник: в\u00a0кабинет застрахованного вход отдельный";
    case "employer":
      return "Вы вошли как работодатель: в\u00a0кабинет застрахованного вход отдельный";
    default:
      return null;
  }
}
