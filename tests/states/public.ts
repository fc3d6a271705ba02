import type { Page } from "playwright-core";
import { minutesLater, send, type State, type Step, untilRefused } from "./state.ts";
import type { World } from "./world.ts";

const freePhone = (world: World) => world.freePhone();
const askForLogin = send({ phone: freePhone });
/** Not whole: a whole code goes by itself where there is script. */
const typeWrongCode = send({ code: "12345" });

const PERSON = {
  surname: "Небывалова",
  name: "Майя",
  "birthDate-day": "7",
  "birthDate-month": "11",
  "birthDate-year": "1985",
  policyNumber: "7701/100/9999",
  phone: freePhone,
  email: "maya@fifth.test",
  userAgreement: true,
  personalData: true,
} as const;

/** What everybody may see. */
export const PUBLIC: readonly State[] = [
  { name: "start", as: "visitor", path: "/" },
  { name: "help", as: "visitor", path: "/help" },
  { name: "help-insured", as: "overdue", path: "/help" },
  { name: "contacts", as: "visitor", path: "/contacts" },
  { name: "documents", as: "visitor", path: "/documents" },
  { name: "document-agreement", as: "visitor", path: "/documents/user_agreement/1" },
  { name: "document-personal-data", as: "visitor", path: "/documents/personal_data/1" },
  { name: "document-terms", as: "newcomer", path: "/documents/franchise_terms/1" },
  { name: "closed", as: "visitor", path: "/closed" },

  { name: "login", as: "visitor", path: "/login" },
  { name: "login-ended", as: "visitor", path: "/login?ended=24h&next=%2Finvoices" },
  { name: "login-session-gone", as: "visitor", path: "/invoices", shows: "/login" },
  { name: "login-empty", as: "visitor", path: "/login", then: send() },
  { name: "login-wrong", as: "visitor", path: "/login", then: send({ phone: "12345" }) },
  {
    name: "login-too-many",
    as: "visitor",
    path: "/login",
    then: askManyTimes(),
    shows: "/login",
  },

  { name: "code", as: "visitor", path: "/login", then: askForLogin, shows: "/login/code" },
  {
    name: "code-empty",
    as: "visitor",
    path: "/login",
    then: [askForLogin, send()],
    shows: "/login/code",
  },
  {
    name: "code-wrong",
    as: "visitor",
    path: "/login",
    then: [askForLogin, typeWrongCode],
    shows: "/login/code",
  },
  {
    name: "code-too-many",
    as: "visitor",
    path: "/login",
    then: [askForLogin, ...Array.from({ length: 6 }, () => typeWrongCode)],
    shows: "/login/code",
  },
  {
    name: "code-expired",
    as: "visitor",
    path: "/login",
    then: [askForLogin, minutesLater(6), typeWrongCode],
    shows: "/login/code",
  },
  {
    name: "code-again",
    as: "visitor",
    path: "/login",
    then: [askForLogin, minutesLater(2), reload, send({}, "Отправить код снова")],
    shows: "/login/code",
  },

  { name: "register", as: "visitor", path: "/register" },
  { name: "register-errors", as: "visitor", path: "/register", then: send() },
  { name: "register-mismatch", as: "visitor", path: "/register", then: send(PERSON) },
  {
    name: "register-child",
    as: "visitor",
    path: "/register",
    then: send({ ...PERSON, "birthDate-year": "2015", email: "maya@" }),
  },
  {
    name: "register-too-many",
    as: "visitor",
    path: "/register",
    given: manyMismatches,
    then: send(PERSON),
  },
  { name: "register-waiting", as: "visitor", path: "/register/waiting" },

  { name: "not-found", as: "visitor", path: "/no-such-page" },
  { name: "not-found-insured", as: "fresh", path: "/invoices/999999" },
  { name: "broken", as: "visitor", path: "/documents", given: withoutDocuments },
  { name: "broken-insured", as: "newcomer", path: "/payments", given: withoutPayments },
  { name: "form-stale", as: "visitor", path: "/login", then: [forgetCookies, send()] },
  { name: "form-foreign", as: "visitor", path: "/", then: sendFromElsewhere, shows: "/login" },
];

/** Codes to one phone, until the limit. */
function askManyTimes(): Step {
  return async (page, world) => {
    const phone = world.freePhone();
    const back: Step = async (page) => void await page.goto(`${world.url}/login`);
    await untilRefused(back, send({ phone }))(page, world);
  };
}

/** As many as one address may try in an hour. */
async function manyMismatches({ site, ip }: World): Promise<() => Promise<void>> {
  for (let i = 0; i < 15; i++) {
    await site.useCases.requestRegistration({
      form: {
        surname: "Небывалова",
        name: "Майя",
        patronymic: "",
        birthDay: "7",
        birthMonth: "11",
        birthYear: "1985",
        policyNumber: "7701/100/9999",
        personnelNumber: "",
        phone: "9005557777",
        email: "maya@fifth.test",
      },
      accepted: new Set(["user_agreement", "personal_data"]),
      ip,
      userAgent: null,
    });
  }
  return () => Promise.resolve();
}

/** The database lacks a table that the page needs. */
async function withoutDocuments({ site: { sql } }: World): Promise<() => Promise<void>> {
  await sql`alter table documents rename to documents_away`;
  return async () => void await sql`alter table documents_away rename to documents`;
}

/** The session reads the documents too: of a person's page something else must be missing. */
async function withoutPayments({ site: { sql } }: World): Promise<() => Promise<void>> {
  await sql`alter table payment_attempts rename to attempts_away`;
  return async () => void await sql`alter table attempts_away rename to payment_attempts`;
}

async function reload(page: Page): Promise<void> {
  await page.reload();
}

async function forgetCookies(page: Page): Promise<void> {
  await page.context().clearCookies();
}

/** A form that another site has made. */
async function sendFromElsewhere(page: Page, { url }: World): Promise<void> {
  await page.goto("about:blank");
  await page.setContent(`<form method="post" action="${url}/login"><button>Go</button></form>`);
  await Promise.all([page.waitForEvent("load"), page.click("button")]);
}
