/** `deno task programme`: what a programme pays for, and the clinics that take its people. */
import { basename } from "node:path";
import {
  listProgrammes,
  type ProgrammeSummary,
  readProgrammeContent,
} from "../db/policies/programmes.ts";
import { formatPhone } from "../domain/phone.ts";
import type { Payment, ProgrammeContent } from "../domain/programme.ts";
import { type ProgrammeSet, setProgramme } from "../use_cases/settings/set_programme.ts";
import {
  clockAsOf,
  CommandError,
  readNamedFile,
  readWords,
  runCommand,
  withDatabase,
} from "./command_line.ts";

const USAGE = `Usage:
  deno task programme set NAME FILE [--json]     (xlsx or csv)
  deno task programme list [--json]
  deno task programme show NAME [--json]
FILE has the sheets «Программа» (columns «Оплата», «Услуга», «Пояснение») and «Клиники» («Клиника»,
«Город», «Адрес», «Телефон», «Часы работы», «Виды помощи», «Сайт»), in any order; a csv is one of
the two, and the other stays as it was. While any row is wrong, nothing is applied.`;

const OPTIONS = { "json": { type: "boolean" }, "help": { type: "boolean" } } as const;

async function programme(args: string[]): Promise<number> {
  const { values, positionals } = readWords(args, OPTIONS, USAGE);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [verb, ...words] = positionals;
  const tell = (json: unknown, lines: string[]) =>
    console.log(values.json ? JSON.stringify(json, null, 2) : lines.join("\n"));

  if (verb === "list" && words.length === 0) {
    const known = await withDatabase(listProgrammes);
    tell(known.map(asJson), known.flatMap(summaryLines));
    return 0;
  }
  const [name, path] = words;
  if (verb === "show" && name !== undefined && words.length === 1) {
    const content = await readContent(name.trim());
    tell(content, contentLines(content));
    return 0;
  }
  if (verb !== "set" || name === undefined || path === undefined || words.length > 2) {
    throw new CommandError(`Say what to do: set NAME FILE, list, or show NAME.\n${USAGE}`);
  }
  const set = await setFromFile(name.trim(), path);
  if (set.ok) {
    tell(
      { changed: set.changed, kept: set.kept, ...counts(set.content) },
      [setSentence(set, basename(path))],
    );
    return 0;
  }
  if (set.reason === "unknown_programme") throw new CommandError(unknown(name, set.known));
  if (set.reason === "unreadable") {
    if (values.json) tell({ problem: set.english }, []);
    else console.error(`${path}: nothing was applied. ${set.problem}.`);
    return 1;
  }
  const lines = set.rows.map(({ table, row, problems }) =>
    `  «${table}», строка ${row}: ${problems.join("; ")}`
  );
  if (values.json) tell({ wrong_rows: set.rows }, []);
  else console.error([`${path}: nothing was applied, rows to put right:`, ...lines].join("\n"));
  return 1;
}

async function setFromFile(name: string, path: string): Promise<ProgrammeSet> {
  const file = { name: basename(path), content: await readNamedFile(path) };
  const actor = { name: "command_line", ip: null };
  return await withDatabase((sql) =>
    setProgramme(sql, clockAsOf(undefined), { name, file, actor })
  );
}

function setSentence(set: Extract<ProgrammeSet, { ok: true }>, file: string): string {
  const { items, clinics } = counts(set.content);
  const kept = set.kept.map((part) => part === "items" ? "What is paid" : "The list of clinics");
  return [
    set.changed
      ? `${file}: the programme says it now, ${items} lines of what is paid, ${clinics} clinics.`
      : `${file}: nothing has changed, ${items} lines of what is paid, ${clinics} clinics.`,
    ...kept.map((part) => `${part} is not in the file and stays as it was.`),
  ].join(" ");
}

async function readContent(name: string): Promise<ProgrammeContent> {
  return await withDatabase(async (sql) => {
    const known = await listProgrammes(sql);
    const found = known.find((programme) => programme.name === name);
    if (found) return await readProgrammeContent(sql, found.id);
    throw new CommandError(unknown(name, known.map(({ name }) => name)));
  });
}

function unknown(name: string, known: string[]): string {
  return `There is no programme "${name}": it comes with the first roster that names it. ` +
    `Known: ${known.map((name) => `"${name}"`).join(", ")}.`;
}

function summaryLines({ name, kind, items, clinics, policies, setAt }: ProgrammeSummary) {
  return [
    kind === "emergency" ? `${name} (emergency)` : name,
    setAt === null
      ? "  nothing is told of it yet: deno task programme set"
      : `  ${items} lines of what is paid, ${clinics} clinics, since ${setAt.slice(0, 10)}`,
    `  policies: ${policies}`,
  ];
}

const SIGNS: Record<Payment, string> = { paid: "+", paid_with_approval: "?", not_paid: "-" };

function contentLines({ items, clinics }: ProgrammeContent): string[] {
  return [
    "+ paid, ? paid once the medical desk has agreed, - not paid",
    ...items.map(({ kind, title, detail }) =>
      `${SIGNS[kind]} ${detail === null ? title : `${title}: ${detail}`}`
    ),
    `Clinics: ${clinics.length}`,
    ...clinics.map((clinic) =>
      [
        clinic.name,
        `${clinic.city}, ${clinic.address}`,
        clinic.phone === null ? null : formatPhone(clinic.phone),
        clinic.hours,
        clinic.care.join(", "),
        clinic.site,
      ].filter((part) => part !== null).join(" · ")
    ),
  ];
}

function counts({ items, clinics }: ProgrammeContent) {
  return { items: items.length, clinics: clinics.length };
}

function asJson({ name, kind, items, clinics, policies, setAt }: ProgrammeSummary) {
  return { name, kind, items, clinics, policies, set_at: setAt };
}

if (import.meta.main) await runCommand(() => programme(Deno.args));
