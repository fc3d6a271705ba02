import assert from "node:assert/strict";
import { fixedClock } from "../clock.ts";
import { instant } from "../domain/local_date.ts";
import { testDatabase } from "../tests/harness/database.ts";
import { setProgramme } from "../use_cases/settings/set_programme.ts";
import { DEMO_PROGRAMME, demoProgrammeFile } from "./demo/programme.ts";

const SAMPLE = new URL("../tests/samples/programme.xlsx", import.meta.url).pathname;

async function programme(url: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/programme.ts", ...args],
    env: { DATABASE_URL: url },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("deno task programme sets a programme from a workbook, tells it, and changes nothing twice", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  await sql`insert into programmes (name, kind) values (${DEMO_PROGRAMME}, 'group')`;
  const empty = await programme(url, "list");
  assert.match(empty.stdout, /ДМС Группа Стандарт\n {2}nothing is told of it yet/);
  assert.match(empty.stdout, /Экстренная помощь \(emergency\)\n {2}5 lines of what is paid/);

  const set = await programme(url, "set", DEMO_PROGRAMME, SAMPLE);
  assert.equal(set.code, 0, set.stderr);
  assert.match(set.stdout, /^programme\.xlsx: the programme says it now, 11 lines .* 8 clinics\./);
  const again = await programme(url, "set", DEMO_PROGRAMME, SAMPLE, "--json");
  assert.deepEqual(JSON.parse(again.stdout), { changed: false, kept: [], items: 11, clinics: 8 });

  const shown = await programme(url, "show", DEMO_PROGRAMME);
  assert.match(shown.stdout, /\n\+ Приемы врачей: Терапевт/);
  assert.match(shown.stdout, /\n\? МРТ и КТ/);
  assert.match(shown.stdout, /\n- Лекарства из аптеки/);
  assert.match(shown.stdout, /Лаборатория «Проба» · Уфа, пр\. Тестовый, 87 · \+7 900 555-21-03 ·/);
});

Deno.test("deno task programme names wrong rows in Russian, and what it can't do in a sentence", async () => {
  await using database = await testDatabase();
  const { url, sql } = database;
  await sql`insert into programmes (name, kind) values (${DEMO_PROGRAMME}, 'group')`;
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  try {
    const rows = ["Клиника;Город;Адрес;Телефон;Виды помощи", "Образец;;ул. Примерная, 1;12345;УЗИ"];
    await Deno.writeTextFile(path, rows.join("\n"));
    const wrong = await programme(url, "set", DEMO_PROGRAMME, path);
    assert.equal(wrong.code, 1);
    assert.match(
      wrong.stderr,
      /nothing was applied.*\n {2}«Клиники», строка 2: Не заполнен столбец «Город»; Телефон «12345»/,
    );
    const unknown = await programme(url, "set", "Люкс", SAMPLE);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /^There is no programme "Люкс".* Known: "ДМС Группа Стандарт"/);
    assert.equal((await programme(url, "set", DEMO_PROGRAMME)).code, 2);
    assert.equal((await programme(url, "list", "more")).code, 2);
    const [count] = await sql`
      select count(*) as n from programme_editions e join programmes g on g.id = e.programme_id
      where g.kind = 'group'`;
    assert.equal(count!.n, 0);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("the demonstration's programme is one that the command takes", async () => {
  await using database = await testDatabase();
  const { sql } = database;
  await sql`insert into programmes (name, kind) values (${DEMO_PROGRAMME}, 'group')`;
  const set = await setProgramme(sql, fixedClock(instant("2026-01-01T07:00:00.000Z")), {
    name: DEMO_PROGRAMME,
    file: demoProgrammeFile(),
    actor: { name: "command_line", ip: null },
  });
  assert.ok(set.ok, JSON.stringify(set));
  assert.deepEqual([set.content.items.length, set.content.clinics.length], [13, 36]);
});
