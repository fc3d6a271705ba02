import type { Page } from "playwright-core";
import { minutesLater, send, type State, type Step, untilRefused } from "./state.ts";
import type { World } from "./world.ts";

const newPhone = send({ phone: (world: World) => world.freePhone() });
const newEmail = send({ email: (world: World) => `maya${world.freePhone()}@fifth.test` });
const askToWithdraw = send({ withdraw: true });
/** Not whole: a whole code goes by itself where there is script. */
const typeWrongCode = send({ code: "12345" });

const withdrawing = { path: "/profile/consents/:id/withdraw", shows: "/profile/withdrawal" };
/** Of the three consents: the agreement, personal data, the franchise. */
const DATA_CONSENT = 1;
const FRANCHISE_CONSENT = 2;

/** The profile: contacts, channels, consents. */
export const PROFILE: readonly State[] = [
  { name: "profile", as: "several", path: "/profile" },
  { name: "profile-newcomer", as: "newcomer", path: "/profile" },
  { name: "profile-parent", as: "parent", path: "/profile" },
  { name: "profile-withdrawn", as: "withdrawn", path: "/profile?withdrawn=:id", nth: -1 },
  { name: "profile-not-withdrawn", as: "healthy", path: "/profile?not_withdrawn" },
  { name: "profile-phone-changed", as: "healthy", path: "/profile?changed=phone" },
  { name: "profile-email-changed", as: "longNamed", path: "/profile?changed=email" },
  { name: "profile-channels-changed", as: "healthy", path: "/profile?changed=channels" },
  { name: "profile-devices-ended", as: "healthy", path: "/profile?ended=3" },
  { name: "profile-long-names", as: "longNamed", path: "/profile" },

  { name: "consent-anew", as: "healthy", path: "/consent", given: newDataVersion },
  {
    name: "consent-anew-unticked",
    as: "healthy",
    path: "/consent",
    given: newDataVersion,
    then: send(),
  },
  {
    name: "consent-anew-unsent",
    as: "healthy",
    path: "/consent?next=/profile/channels&unsent",
    given: newDataVersion,
  },

  { name: "phone", as: "healthy", path: "/profile/phone" },
  { name: "phone-empty", as: "healthy", path: "/profile/phone", then: send() },
  { name: "phone-wrong", as: "healthy", path: "/profile/phone", then: send({ phone: "12345" }) },
  { name: "phone-taken", as: "healthy", path: "/profile/phone?refused=taken" },
  { name: "phone-late", as: "healthy", path: "/profile/phone?refused=late" },
  { name: "phone-code", as: "healthy", path: "/profile/phone", ...code(newPhone) },
  {
    name: "phone-code-wrong",
    as: "healthy",
    path: "/profile/phone",
    ...code(newPhone, typeWrongCode),
  },
  {
    name: "phone-code-expired",
    as: "healthy",
    path: "/profile/phone",
    ...code(newPhone, minutesLater(6), typeWrongCode),
  },
  { name: "email", as: "longNamed", path: "/profile/email" },
  { name: "email-wrong", as: "longNamed", path: "/profile/email", then: send({ email: "maya@" }) },
  { name: "email-overtaken", as: "healthy", path: "/profile/email?refused=overtaken" },
  { name: "email-code", as: "longNamed", path: "/profile/email", ...code(newEmail) },
  { name: "email-code-empty", as: "healthy", path: "/profile/email", ...code(newEmail, send()) },

  { name: "channels", as: "healthy", path: "/profile/channels" },
  { name: "channels-long-names", as: "longNamed", path: "/profile/channels" },
  { name: "channels-none", as: "healthy", path: "/profile/channels", then: untickBoth },

  { name: "withdraw", as: "healthy", path: withdrawing.path, nth: FRANCHISE_CONSENT },
  { name: "withdraw-waiting", as: "waiting", path: withdrawing.path, nth: FRANCHISE_CONSENT },
  { name: "withdraw-owing", as: "several", path: withdrawing.path, nth: FRANCHISE_CONSENT },
  { name: "withdraw-rich", as: "rich", path: withdrawing.path, nth: FRANCHISE_CONSENT },
  { name: "withdraw-personal-data", as: "healthy", path: withdrawing.path, nth: DATA_CONSENT },
  { name: "withdraw-long-names", as: "longNamed", path: withdrawing.path, nth: FRANCHISE_CONSENT },
  {
    name: "withdraw-unticked",
    as: "healthy",
    path: withdrawing.path,
    nth: FRANCHISE_CONSENT,
    then: send(),
  },
  {
    name: "withdraw-too-many",
    as: "hesitant",
    path: withdrawing.path,
    nth: FRANCHISE_CONSENT,
    then: untilRefused(backFromCode, askToWithdraw),
  },
  {
    name: "withdrawal-code",
    as: "leaving",
    ...withdrawing,
    nth: FRANCHISE_CONSENT,
    then: askToWithdraw,
  },
  {
    name: "withdrawal-code-wrong",
    as: "leaving",
    ...withdrawing,
    nth: FRANCHISE_CONSENT,
    then: [askToWithdraw, typeWrongCode],
  },
  {
    name: "withdrawal-code-personal-data",
    as: "leaving",
    ...withdrawing,
    nth: DATA_CONSENT,
    then: askToWithdraw,
  },
];

/** A second version of the consent to data processing, in force; it asks everybody. */
async function newDataVersion({ site: { sql } }: World): Promise<() => Promise<void>> {
  const [document] = await sql<{ id: number }[]>`
    insert into documents (kind, version, title, body, changes, effective_from)
    select kind, 2, title, replace(body, 'пол,', 'пол, адрес,'),
           'Добавили адрес: по нему отправляем письма о долге.' || chr(10) ||
             'Хранить данные будем на год меньше.', effective_from + 300
    from documents where kind = 'personal_data' and version = 1
    returning id`;
  return async () => {
    await sql.begin(async (sql) => {
      await sql`alter table documents disable trigger documents_are_append_only`;
      await sql`delete from documents where id = ${document!.id}`;
      await sql`alter table documents enable trigger documents_are_append_only`;
    });
  };
}

/** On to the code that a change of contact waits for. */
function code(...then: readonly Step[]) {
  return { then, shows: "/profile/code" };
}

async function untickBoth(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "СМС" }).uncheck();
  await page.getByRole("checkbox", { name: "Письма" }).uncheck();
  await Promise.all([
    page.waitForEvent("load"),
    page.getByRole("button", { name: "Сохранить" }).click(),
  ]);
}

async function backFromCode(page: Page): Promise<void> {
  if (page.url().endsWith("/profile/withdrawal")) await page.goBack();
}
