import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const TOOL = fileURLToPath(new URL("./plan.ts", import.meta.url));

Deno.test("plan prints the first day of service and each day passed over", async () => {
  const { code, stdout, stderr } = await plan("--consented", "2026-04-30", "--region", "RU-BA");
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    consented: "2026-04-30",
    region: "RU-BA",
    active_from: "2026-05-04",
    skipped: [
      { date: "2026-05-01", reason: "1 мая — Праздник Весны и Труда" },
      { date: "2026-05-02", reason: "суббота" },
      { date: "2026-05-03", reason: "воскресенье" },
    ],
    provisional: false,
    provisional_years: [],
  });
});

Deno.test("plan prints the last day to pay, its reminders and Kurban-bayram's reason", async () => {
  const { code, stdout, stderr } = await plan("--published", "2026-04-20", "--region", "RU-BA");
  assert.equal(code, 0, stderr);
  const { skipped, ...told } = JSON.parse(stdout);
  assert.deepEqual(told, {
    published: "2026-04-20",
    region: "RU-BA",
    due_on: "2026-06-04",
    pay_until: "2026-06-04T19:00:00.000Z",
    zone: "Asia/Yekaterinburg",
    working_days: 30,
    reminders: [
      { day: 10, on: "2026-05-05", channels: ["email"] },
      { day: 20, on: "2026-05-20", channels: ["sms", "email"] },
      { day: 25, on: "2026-05-28", channels: ["sms"] },
      { day: 27, on: "2026-06-01", channels: ["call"] },
      { day: 29, on: "2026-06-03", channels: ["sms", "email"] },
    ],
    provisional: false,
    provisional_years: [],
  });
  assert.equal(skipped.length, 15);
  assert.deepEqual(
    skipped.find(({ date }: { date: string }) => date === "2026-05-27"),
    { date: "2026-05-27", reason: "27 мая — Курбан-байрам" },
  );
});

Deno.test("plan without a region is federal, and says which years have no decree", async () => {
  const federal = JSON.parse((await plan("--published", "2026-04-20")).stdout);
  assert.equal(federal.region, null);
  assert.equal(federal.due_on, "2026-06-03");
  const later = JSON.parse((await plan("--published", "2027-12-01")).stdout);
  assert.equal(later.provisional, true);
  assert.deepEqual(later.provisional_years, [2028]);
});

Deno.test("plan answers bad arguments with a sentence and exit code 2", async () => {
  const cases: [string[], RegExp][] = [
    [[], /Say from which date to count/],
    [["--consented"], /--consented.* argument missing/],
    [["--consented", "2026-02-30"], /takes a date like 2026-04-30, and "2026-02-30" is none/],
    [["--published", "9999-12-31"], /in the years 2000 to 2100/],
    [["--consented", "2026-04-30", "--published", "2026-04-30"], /not both/],
    [["--consented", "2026-04-30", "--region", "RU-XX"], /Known regions: RU-BA/],
    [["--consent", "2026-04-30"], /Unknown option '--consent'/],
    [["2026-04-30"], /Unexpected argument '2026-04-30'/],
  ];
  for (const [args, sentence] of cases) {
    const { code, stdout, stderr } = await plan(...args);
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, sentence);
    assert.doesNotMatch(stderr, /\bat .*\.ts:\d+/);
  }
});

async function plan(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", TOOL, ...args],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
