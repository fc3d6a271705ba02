import assert from "node:assert/strict";
import type { Sql } from "../db/connection.ts";
import { testDatabase } from "../tests/harness/database.ts";

const NAME = "ООО «Работодатель Образец»";

async function employer(url: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/employer.ts", ...args],
    env: { DATABASE_URL: url },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("deno task employer sets one employer's settings, one by one, and takes them back", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  assert.match((await employer(url, "list")).stdout, /^There are no employers yet/);
  await insertEmployers(sql);
  const plan = [{ day: 5, channels: ["email"] }, { day: 29, channels: ["sms", "call"] }];
  await using file = await planFile(JSON.stringify(plan));

  const own = { name: NAME, time_zone: "Europe/Moscow", invoice_months: 3 };
  const set = await employer(
    url,
    ...["set", NAME, "--region", "RU-BA", "--reminder-plan", file.path],
    ...["--penalty-rate", "7,3", "--time-zone", "Europe/Moscow", "--invoices", "quarterly"],
    "--json",
  );
  assert.equal(set.code, 0, set.stderr);
  const settings = { region: "RU-BA", reminder_plan: plan, penalty_rate_bp: 730 };
  assert.deepEqual(JSON.parse(set.stdout), { ...own, ...settings });
  const { stdout } = await employer(url, "list");
  assert.equal(
    stdout,
    [
      "Завод",
      "  calendar: federal, Asia/Yekaterinburg",
      "  invoices: monthly",
      "  reminders: the product's own plan",
      "  penalty: the key rate",
      NAME,
      "  calendar: RU-BA, Europe/Moscow",
      "  invoices: quarterly",
      "  reminders: 5 email, 29 sms + call",
      "  penalty: 7.3 % a year",
      "",
    ].join("\n"),
  );

  await employer(url, "set", NAME, "--penalty-rate", "none");
  await employer(url, "set", NAME, "--reminder-plan", "default");
  const listed = JSON.parse((await employer(url, "list", "--json")).stdout);
  assert.deepEqual(listed[1], {
    ...own,
    region: "RU-BA",
    reminder_plan: null,
    penalty_rate_bp: null,
  });
  await employer(url, "set", NAME, "--region", "none");
  const [row] = await sql`select region from employers where name = ${NAME}`;
  assert.equal(row!.region, null);
  const journal = await sql`
    select detail from journal where action = 'employer_set' order by id`;
  assert.deepEqual(journal.map((entry) => Object.keys(entry.detail).sort()), [
    ["invoiceMonths", "penaltyRateBp", "region", "reminderPlan", "timeZone"],
    ["penaltyRateBp"],
    ["reminderPlan"],
    ["region"],
  ]);
});

Deno.test("deno task employer contact names and ends who may log in, and keeps who did", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  await insertEmployers(sql);
  assert.match((await employer(url, "contact", "list", NAME)).stdout, /^There are no contacts yet/);
  const address = ["--email", "HR@Company.example"];
  const wrong = await employer(url, "contact", "add", NAME, "--email", "nobody", "--name", "Мария");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--email is "nobody"/);
  const added = await employer(url, "contact", "add", NAME, ...address, "--name", "Мария Кадрова");
  assert.equal(added.code, 0, added.stderr);
  const again = await employer(url, "contact", "add", NAME, ...address, "--name", "Мария Кадрова");
  assert.equal(again.code, 2);
  const removed = await employer(url, "contact", "remove", NAME, ...address);
  assert.equal(removed.code, 0, removed.stderr);
  assert.equal((await employer(url, "contact", "remove", NAME, ...address)).code, 2);
  const listed = await employer(url, "contact", "list", NAME);
  assert.match(listed.stdout, /^hr@company\.example {2}Мария Кадрова {2}until \d{4}-/);
  const unknown = await employer(url, "contact", "list", "Нет такого");
  assert.match(unknown.stderr, /There is no employer/);
  const journal = await sql`select actor, action from journal order by id`;
  assert.deepEqual(journal.map(({ actor, action }) => [actor, action]), [
    ["command line", "named"],
    ["command line", "ended"],
  ]);
});

Deno.test("deno task employer refuses what it can't take, in a sentence, and changes nothing", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  await insertEmployers(sql);
  await using late = await planFile('[{"day": 31, "channels": ["fax"]}]');
  await using broken = await planFile("[");
  const refusals: [string[], RegExp][] = [
    [["set", "Никто", "--region", "none"], /^There is no employer "Никто"/],
    [["set", NAME, "--region", "RU-MOW"], /^--region RU-MOW has no calendar here; known: RU-BA/],
    [["set", NAME, "--penalty-rate", "-1"], /penalty-rate/],
    [["set", NAME, "--penalty-rate", "900"], /^--penalty-rate is above 100 % a year/],
    [["set", NAME, "--time-zone", "Mars"], /^--time-zone takes one of Russia's: Europe\/Kal/],
    [["set", NAME, "--invoices", "daily"], /^--invoices is "daily"/],
    [["set", NAME, "--penalty-rate", "much"], /^--penalty-rate is "much"/],
    [
      ["set", NAME, "--reminder-plan", late.path],
      /^The plan is not taken:\n {2}Step 1: "day" .*1 to 30\.\n {2}Step 1: "channels"/,
    ],
    [["set", NAME, "--reminder-plan", broken.path], /is no JSON/],
    [["set", NAME, "--reminder-plan", "no-such.json"], /^There is no file no-such\.json/],
    [["set", NAME], /^Say what to set/],
    [["set"], /^Say what to do/],
  ];
  for (const [args, message] of refusals) {
    const refused = await employer(url, ...args);
    assert.equal(refused.code, 2, args.join(" "));
    assert.match(refused.stderr, message);
  }
  const changed = await sql`
    select from employers where coalesce(region, reminder_plan::text, penalty_rate_bp::text) is not null`;
  assert.equal(changed.length, 0);
});

async function insertEmployers(sql: Sql): Promise<void> {
  await sql`
    insert into employers (name, recorded_at)
    select unnest(${["Завод", NAME]}::text[]), '2026-04-20T07:00:00.000Z'`;
}

async function planFile(content: string) {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, content);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}
