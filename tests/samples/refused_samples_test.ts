import assert from "node:assert/strict";
import { testSite } from "../harness/site.ts";
import { previewFile } from "../../use_cases/imports/preview_file.ts";
import { storeFile } from "../../use_cases/imports/receive_file.ts";
import { CLINIC, IMPORTED_ON, loadPeople, sample } from "./story.ts";

/** Saved by LibreOffice 7.4 (the password is `Test-2026`), packed by Info-ZIP. */
const REFUSED: Record<string, { page: RegExp; commandLine: RegExp }> = {
  "register-password-libreoffice.xlsx": {
    page: /Книга закрыта паролем\. Снимите пароль в Excel и загрузите файл снова/,
    commandLine: /closed by a password: take the password off/,
  },
  "register-libreoffice.xls": {
    page: /Это книга старого формата \.xls\. Сохраните ее в Excel как «Книга Excel \(\.xlsx\)»/,
    commandLine: /has the old format \.xls: save it/,
  },
  "register-libreoffice.ods": {
    page: /Это таблица \.ods\. Откройте ее в LibreOffice или Excel, сохраните как xlsx/,
    commandLine: /an OpenDocument one \(\.ods\): save it/,
  },
  "register-password-libreoffice.ods": {
    page: /Это таблица \.ods\. Откройте ее в LibreOffice или Excel, сохраните как xlsx/,
    commandLine: /an OpenDocument one \(\.ods\): save it/,
  },
  "register-macros-libreoffice.xlsm": {
    page: /В книге есть макросы\. Сохраните ее в Excel как «Книга Excel \(\.xlsx\)», без них/,
    commandLine: /has macros: save it in Excel as an Excel workbook \(\.xlsx\), without them/,
  },
  "register-csv.zip": {
    page: /Это архив\. Распакуйте его и загрузите таблицу, которая в нем лежит/,
    commandLine: /is an archive: unpack it/,
  },
};

Deno.test("what other programs save and we don't read is refused in words on what to do, on each way in", async (t) => {
  await using site = await testSite({ at: IMPORTED_ON.now() });
  await loadPeople(site.sql);
  const staff = await site.logInStaff();
  for (const [name, words] of Object.entries(REFUSED)) {
    await t.step(`${name}: the upload page`, async () => {
      for (const step of [{}, { step: "preview" }]) {
        const answer = await staff.post("/ops", {
          kind: "register",
          clinic: CLINIC,
          registerFile: new File([sample(name) as BlobPart], name),
          ...step,
        });
        assert.equal(answer.status, 422);
        assert.match(answer.html, /id="registerFile-error"/);
        assert.match(answer.text, words.page);
      }
    });
    await t.step(
      `${name}: the preview, as of a file that is too large to be read at once`,
      async () => {
        const stored = await storeFile(site.sql, site.clock, {
          kind: "register",
          clinic: CLINIC,
          name,
          content: sample(name),
          uploadedBy: null,
        });
        assert.ok(stored.ok);
        const { id: fileId } = stored.file;
        assert.equal((await previewFile(site.sql, site.clock, { fileId })).ok, false);
        const page = await staff.get(`/ops/files/${fileId}`);
        assert.match(page.text, /Не прочитан Файл не прочитан, ничего не загружено/);
        assert.match(page.text, words.page);
      },
    );
    await t.step(`${name}: the command line`, async () => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-A", "--quiet", "--no-check", "tools/load.ts"],
          ...["register", `tests/samples/${name}`, "--clinic", CLINIC, "--dry-run"],
        ],
        cwd: new URL("../../", import.meta.url),
        env: { DATABASE_URL: site.url, INIT_CWD: "" },
      }).output();
      assert.equal(code, 1);
      assert.match(new TextDecoder().decode(stderr), words.commandLine);
    });
  }
});
