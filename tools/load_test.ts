import assert from "node:assert/strict";
import { testDatabase } from "../tests/harness/database.ts";
import { expectedOf } from "../tests/samples/story.ts";

const SAMPLES = "tests/samples";
const AS_OF = ["--as-of", "2026-11-10"];

Deno.test("from the command line: roster, consents, a register previewed and loaded, invoices", async () => {
  await using database = await testDatabase();
  const { sql, url } = database;
  const roster = await run(url, [
    "load.ts",
    "roster",
    `${SAMPLES}/roster.xlsx`,
    "--employer",
    "АО «Завод»",
    "--region",
    "RU-BA",
    "--as-of",
    "2026-06-01",
    "--json",
  ]);
  assert.equal(roster.code, 0, roster.err);
  const { added, rejected } = JSON.parse(roster.out);
  assert.deepEqual({ added, rejected }, { added: 40, rejected: {} });

  const list = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    const policies = await sql`select number from policies where number <> '7701/346/001001'`;
    const lines = policies.map(({ number }) =>
      `${number};${number === "7701/742/001002" ? "12.10.2026" : "01.09.2026"};бумага`
    );
    await Deno.writeTextFile(list, lines.join("\n"));
    const consents = await run(url, ["load.ts", "activations", list, ...AS_OF]);
    assert.equal(consents.code, 0, consents.err);
    assert.match(consents.out, /: 39 activated, 0 refused\./);
  } finally {
    await Deno.remove(list);
  }

  const name = "register-02-real-life.xlsx";
  const register = ["load.ts", "register", `${SAMPLES}/${name}`, "--clinic", "Клиника", ...AS_OF];
  const preview = await run(url, [...register, "--dry-run"]);
  const { accepted, rejected: refused, franchise_kopecks_by_policy } = expectedOf(name);
  assert.equal(
    preview.out,
    JSON.stringify(
      { accepted, rejected: refused, held: {}, franchise_kopecks_by_policy },
      null,
      2,
    ) + "\n",
  );
  assert.equal((await sql`select count(*) as count from clinics`)[0]!.count, 0);

  const loaded = await run(url, register);
  assert.equal(loaded.code, 0, loaded.err);
  assert.match(loaded.out, /: 63 accepted .*, 11 refused, 0 held for staff, /);
  assert.match(loaded.out, /\n {2}row 26 refused: duplicate of the row above\n/);
  assert.match((await run(url, register)).out, /Nothing has changed/);

  const publish = ["invoices.ts", "publish", "--through", "2026-10-31", ...AS_OF, "--json"];
  const invoices = JSON.parse((await run(url, publish)).out);
  const total = Object.values(franchise_kopecks_by_policy).reduce((sum, part) => sum + part, 0);
  assert.deepEqual([invoices.invoices, invoices.total_kopecks], [31, total]);
  assert.equal(JSON.parse((await run(url, publish)).out).invoices, 0);
});

Deno.test("a command that can't be carried out says so in a sentence: 2 for the words, 1 for the file", async () => {
  await using database = await testDatabase();
  const { url } = database;
  const register = `${SAMPLES}/register-01-clean.xlsx`;
  const broken = await Deno.makeTempFile({ suffix: ".xlsx" });
  const cases: [string, string[], number, RegExp][] = [
    [
      url,
      ["load.ts", "register", "nowhere.xlsx", "--clinic", "А"],
      2,
      /^There is no file nowhere\.xlsx\.\n$/,
    ],
    [url, ["load.ts", "register", "tests", "--clinic", "А"], 2, /^tests is a folder/],
    [url, ["load.ts", "register", register], 2, /^--clinic NAME is missing\./],
    [
      url,
      ["load.ts", "register", register, "--clinc", "А"],
      2,
      /^Unknown option '--clinc'\.\nUsage/,
    ],
    [url, ["load.ts", "roster", register, "--mends", "1"], 2, /^--mends does not go with roster\./],
    [
      url,
      ["load.ts", "register", register, "--clinic", "А", "--replaces", "7"],
      2,
      /^The named file is no earlier register of this clinic\./,
    ],
    [
      url,
      ["load.ts", "register", register, "--clinic", "А", "--replaces", "x"],
      2,
      /^--replaces takes a file's number, not "x"\./,
    ],
    [url, ["load.ts", "people", register], 2, /^Say what to load/],
    [
      url,
      ["load.ts", "register", register, "--clinic", "А", "--as-of", "10.11.2026"],
      2,
      /^--as-of is/,
    ],
    [
      url,
      ["load.ts", "register", broken, "--clinic", "А"],
      1,
      /cannot be read\. The file is empty/,
    ],
    [
      url,
      ["load.ts", "roster", register, "--employer", "А", "--region", "RU-X"],
      2,
      /known: RU-BA/,
    ],
    [url, ["invoices.ts", "publish"], 2, /^--through DATE is missing\./],
    [
      "postgres://127.0.0.1:9/none",
      ["load.ts", "register", register, "--clinic", "А"],
      2,
      /^The database does not answer/,
    ],
  ];
  try {
    for (const [address, words, code, sentence] of cases) {
      const result = await run(address, words);
      assert.equal(result.code, code, `${words.join(" ")}: ${result.err}`);
      assert.match(result.err, sentence);
      assert.doesNotMatch(result.err, /\n\s+at /, "no stack");
    }
  } finally {
    await Deno.remove(broken);
  }
});

Deno.test("a full roster ends whom it leaves out, once their number was said", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  const roster = ["load.ts", "roster", `${SAMPLES}/roster.xlsx`, "--employer", "АО «Завод»"];
  assert.equal((await run(url, roster)).code, 0);
  await sql`
    insert into people (employer_id, personnel_number, surname, name, birth_date, recorded_at)
    select id, 'gone', 'Прежний', 'Петр', '1980-01-01', recorded_at from employers`;
  await sql`
    insert into policies (number, person_id, programme_id, starts_on, ends_on, franchise_rate_bp,
                          recorded_at)
    select 'gone', p.id, m.id, '2026-01-01', '2026-12-31', 2000, p.recorded_at
    from people p, programmes m where p.personnel_number = 'gone' limit 1`;
  const full = [...roster, "--full", "--as-of", "2026-11-10"];
  const shown = JSON.parse((await run(url, [...full, "--dry-run"])).out);
  assert.deepEqual(shown.ended, [
    {
      policyNumber: "gone",
      name: "Прежний Петр",
      startsOn: "2026-01-01",
      wasEndsOn: "2026-12-31",
      endedOn: "2026-11-09",
    },
  ]);
  for (
    const [lastDay, refusal] of [["2026-11-08", /a day from 2026-11-09 to 2027-02-10/], [
      "soon",
      /a day from/,
    ]] as const
  ) {
    const refused = await run(url, [...full, "--last-day", lastDay, "--dry-run"]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, refusal);
  }
  const later = await run(url, [...full, "--last-day", "2026-11-30", "--dry-run"]);
  assert.equal(JSON.parse(later.out).ended[0].endedOn, "2026-11-30");
  const unsaid = await run(url, full);
  assert.equal(unsaid.code, 2);
  assert.match(
    unsaid.err,
    /leaves out 1 policies\. Look at them with --dry-run, then say --ending 1/,
  );
  const loaded = await run(url, [...full, "--ending", "1"]);
  assert.match(loaded.out, /1 policies ended/, loaded.err);
  const [policy] = await sql`select ends_on from policies where number = 'gone'`;
  assert.equal(policy!.ends_on, "2026-11-09");
});

Deno.test("a clinic that is new is said so, and one that resembles a known clinic needs --new", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  const register = ["load.ts", "register", `${SAMPLES}/register-01-clean.xlsx`, ...AS_OF];
  const first = await run(url, [...register, "--clinic", "ООО «Клиника Образец»"]);
  assert.deepEqual([first.code, first.err], [0, "Clinic «ООО «Клиника Образец»» is new.\n"]);
  const unquoted = await run(url, [...register, "--clinic", "ООО клиника образец"]);
  assert.match(unquoted.out, /Nothing has changed/);
  const alike = [...register, "--clinic", "Клиника Оразбец"];
  for (const dry of [[], ["--dry-run"]]) {
    const refused = await run(url, [...alike, ...dry]);
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      /^Nobody of that name is known, but it resembles «ООО «Клиника Образец»»\. Name that one, or say --new/,
    );
  }
  assert.equal((await sql`select from import_files`).length, 1);
  const other = await run(url, [...alike, "--new"]);
  assert.equal(other.code, 0, other.err);
  const rows = await sql`select name from clinics order by id`;
  assert.deepEqual(rows.map(({ name }) => name), ["ООО «Клиника Образец»", "Клиника Оразбец"]);
});

async function run(databaseUrl: string, [tool, ...words]: string[]) {
  const root = new URL("../", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", `tools/${tool}`, ...words],
    cwd: root,
    env: { DATABASE_URL: databaseUrl, INIT_CWD: "" },
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}
