import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isRouteFile } from "../../fresh/file_routes.ts";
import type { TestSite, Visitor } from "../../tests/harness/site.ts";
import type { People } from "./pages_people.ts";

/** A page in one of its states, as a browser asks for it. */
export interface CataloguedPage {
  /** Its file in `routes/`. */
  route: string;
  /** What it shows, in a few words. */
  state: string;
  path: string;
  visitor: Visitor;
  /** 200 unless told. */
  status?: number;
  /** Name of the control whose answer to a press is measured. */
  press?: string;
  /** A part that a script puts into another page: no browser opens it by itself. */
  part?: true;
}

/** Staff's and employers' pages are measured elsewhere. */
const OTHERS = /^(ops|employer|hooks)\//;

/** Pages that only a form's answer shows: a GET leads elsewhere. */
const ANSWERS_FORMS_ONLY = ["(cabinet)/policies/[id]/activate.tsx"];

/** Every route file whose page an insured person or a visitor can open. */
export function pageRoutes(): string[] {
  const folder = fileURLToPath(new URL("../../routes", import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".tsx") && isRouteFile(path))
    .filter((path) => !/(^|\/)_(app|layout|middleware)\./.test(path) && !OTHERS.test(path))
    .filter((path) => !ANSWERS_FORMS_ONLY.includes(path))
    .sort();
}

/** Every page in its fullest state, and in its empty one where that differs. */
export function catalogue(site: TestSite, people: People): CataloguedPage[] {
  const { fullest, longest, late, representative, newcomer, without } = people;
  const { changing, withdrawing, asked, waiting } = people;
  const stranger = site.visitor();
  const unpaid = fullest.invoices.slice(60, -1).map((id) => `invoice=${id}`).join("&");
  const holders = [
    page("(cabinet)/consent.tsx", "/consent", [["asked anew", asked.visitor]]),
    page("(cabinet)/dependants.tsx", "/dependants", [
      ["three children", representative.visitor],
      ["none", newcomer.visitor],
    ]),
    page("(cabinet)/invoices/index.tsx", "/invoices", [["200 of them", fullest.visitor]], {
      press: "Выбрать всё к оплате",
    }),
    page("(cabinet)/invoices/index.tsx", "/invoices", [
      ["three children's", representative.visitor],
      ["none", newcomer.visitor],
    ]),
    page("(cabinet)/invoices/[id]/index.tsx", `/invoices/${longest.invoices[0]}`, [
      ["60 lines", longest.visitor],
    ]),
    page("(cabinet)/invoices/[id]/index.tsx", `/invoices/${late.invoices[0]}`, [
      ["overdue", late.visitor],
    ]),
    page("(cabinet)/invoices/[id]/index.tsx", `/invoices/${fullest.invoices[0]}`, [
      ["paid", fullest.visitor],
    ]),
    page("(cabinet)/invoices/pay.tsx", `/invoices/pay?${unpaid}`, [[
      "139 at once",
      fullest.visitor,
    ]]),
    page("(cabinet)/payments/[id]/index.tsx", `/payments/${fullest.openAttempt}`, [
      ["the bank decides", fullest.visitor],
    ]),
    page("(cabinet)/payments/[id]/index.tsx", `/payments/${fullest.paidAttempt}`, [
      ["paid", fullest.visitor],
    ]),
    page("(cabinet)/payments/[id]/index.tsx", `/payments/${fullest.refusedAttempt}`, [
      ["refused", fullest.visitor],
    ]),
    page("(cabinet)/payments/index.tsx", "/payments", [
      ["62 of them", fullest.visitor],
      ["none", newcomer.visitor],
    ]),
    page("(cabinet)/policies/index.tsx", "/policies", [
      ["active", fullest.visitor],
      ["three children's", representative.visitor],
      ["not activated", newcomer.visitor],
      ["none", without.visitor],
    ]),
    page("(cabinet)/policies/[id]/index.tsx", `/policies/${fullest.policyId}`, [
      ["200 invoices", fullest.visitor],
    ]),
    page("(cabinet)/policies/[id]/index.tsx", `/policies/${newcomer.policyId}`, [
      ["not activated", newcomer.visitor],
    ]),
    page("(cabinet)/policies/[id]/card.tsx", `/policies/${fullest.policyId}/card`, [
      ["", fullest.visitor],
    ]),
    page("(cabinet)/policies/[id]/programme.tsx", `/policies/${fullest.policyId}/programme`, [
      ["300 clinics", fullest.visitor],
    ]),
    page("(cabinet)/profile/channels.tsx", "/profile/channels", [["", fullest.visitor]]),
    page("(cabinet)/profile/code.tsx", "/profile/code", [["", changing.visitor]]),
    page(
      "(cabinet)/profile/consents/[id]/withdraw.tsx",
      `/profile/consents/${withdrawing.consentId}/withdraw`,
      [["", withdrawing.visitor]],
    ),
    page("(cabinet)/profile/email.tsx", "/profile/email", [["", fullest.visitor]]),
    page("(cabinet)/profile/index.tsx", "/profile", [
      ["active", fullest.visitor],
      ["not activated", newcomer.visitor],
    ]),
    page("(cabinet)/profile/phone.tsx", "/profile/phone", [["", fullest.visitor]]),
    page("(cabinet)/profile/withdrawal.tsx", "/profile/withdrawal", [["", withdrawing.visitor]]),
    page("(cabinet)/statement/[year]/index.tsx", "/statement/2026", [
      ["60 payments", fullest.visitor],
    ]),
    page("(cabinet)/statement/index.tsx", "/statement", [
      ["60 payments", fullest.visitor],
      ["none", newcomer.visitor],
    ]),
    page("_error.tsx", "/no-such-page", [["not found", stranger]], { status: 404 }),
    page("closed.tsx", "/closed", [["", stranger]]),
    page("contacts.tsx", "/contacts", [["", stranger]]),
    page("documents/[kind]/[version].tsx", "/documents/franchise_terms/1", [["", stranger]]),
    page("documents/index.tsx", "/documents", [["", stranger]]),
    page("help.tsx", "/help", [["", stranger]]),
    page("index.tsx", "/", [["", stranger]]),
    page("login/code.tsx", "/login/code", [["", waiting]]),
    page("login/index.tsx", "/login", [["", stranger], ["session ended", stranger, "?ended"]]),
    page("register/index.tsx", "/register", [["", stranger]]),
    page("register/waiting.tsx", "/register/waiting", [["", stranger]]),
  ];
  const lines = `/invoices/${longest.invoices[0]}/lines`;
  return [
    ...holders.flat(),
    ...page("(cabinet)/invoices/[id]/lines.tsx", lines, [["60 lines", longest.visitor]], {
      part: true,
    }),
  ];
}

type State = [state: string, visitor: Visitor, query?: string];

function page(
  route: string,
  path: string,
  states: State[],
  rest: Partial<CataloguedPage> = {},
): CataloguedPage[] {
  return states.map(([state, visitor, query = ""]) => (
    { route, state, path: path + query, visitor, ...rest }
  ));
}
