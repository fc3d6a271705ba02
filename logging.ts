/** Severity, lowest first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * What a log line may tell. Ids, counts and codes only: a name, phone or address
 * has no field here, and {@linkcode createLogger} drops any other field it is
 * handed at run time.
 */
export interface LogFields {
  /** Why it failed, as our own code word: "unreachable", "expired". */
  reason?: string;
  /** A provider's or the system's code. */
  code?: string | number;
  error?: unknown;
  requestId?: string;
  method?: string;
  /** The route's pattern, not the path: paths carry ids of records. */
  route?: string;
  status?: number;
  ms?: number;
  count?: number;
  attempt?: number;
  queries?: number;
  id?: string | number;
  kind?: string;
  state?: string;
  personId?: number;
  policyId?: number;
  franchiseId?: number;
  invoiceId?: number;
  paymentId?: string;
  attemptId?: string;
  noticeId?: number;
  outboxId?: number;
  importId?: number;
  employerId?: number;
  clinicId?: number;
  workflowId?: string;
  activity?: string;
  taskQueue?: string;
  channel?: string;
  port?: number;
  version?: string;
  on?: string;
}

/** Writes one JSON line a call. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const FIELDS: ReadonlySet<string> = new Set<keyof LogFields>([
  "reason",
  "code",
  "error",
  "requestId",
  "method",
  "route",
  "status",
  "ms",
  "count",
  "attempt",
  "queries",
  "id",
  "kind",
  "state",
  "personId",
  "policyId",
  "franchiseId",
  "invoiceId",
  "paymentId",
  "attemptId",
  "noticeId",
  "outboxId",
  "importId",
  "employerId",
  "clinicId",
  "workflowId",
  "activity",
  "taskQueue",
  "channel",
  "port",
  "version",
  "on",
]);

/**
 * A logger that writes JSON lines `{time, level, name, msg, …}` of `level` and
 * above through `write` (one line with its newline a call).
 */
export function createLogger(
  name: string,
  level: LogLevel,
  write: (line: string) => void,
): Logger {
  const lowest = LEVELS.indexOf(level);
  const at = (own: LogLevel) => (message: string, fields: LogFields = {}) => {
    if (LEVELS.indexOf(own) < lowest) return;
    const line: Record<string, unknown> = {
      time: new Date().toISOString(),
      level: own,
      name,
      msg: withoutPersonalData(message),
    };
    for (const [key, value] of Object.entries(fields)) {
      if (FIELDS.has(key) && value !== undefined) line[key] = cleaned(value);
    }
    write(JSON.stringify(line) + "\n");
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function cleaned(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (value instanceof Error) return cleanedError(value);
  if (typeof value === "string") return withoutPersonalData(value);
  return "[left out]";
}

/**
 * An error's message is told without what it quotes: servers echo addresses and
 * Postgres echoes values, always in quotes or after a colon of theirs.
 */
function cleanedError(error: Error): Record<string, unknown> {
  const code = "code" in error ? String(error.code) : undefined;
  return {
    type: error.name,
    message: withoutPersonalData(error.message.replace(/"[^"]*"|'[^']*'|«[^»]*»/g, '"…"')),
    ...(code !== undefined && /^[A-Za-z0-9_]{1,60}$/.test(code) ? { code } : {}),
    stack: (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)).slice(0, 8)
      .map((line) => line.trim().replace(/file:\/\/\S*\/(?=[^/]+\/[^/]+$)/, "")),
    ...(error.cause instanceof Error ? { cause: cleanedError(error.cause) } : {}),
  };
}

/**
 * Takes out e-mail addresses, long runs of digits (phones, policy and card
 * numbers; dates stay) and every Cyrillic word: the code speaks English in its
 * logs, so Cyrillic there is data.
 */
function withoutPersonalData(text: string): string {
  return text
    .replace(/[^\s"'<>@,;:()]+@[^\s"'<>@,;:()]+/g, "[e-mail]")
    .replace(
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(?!\d)(?:T[\d:.]+Z)?|\+?\d(?:[\s()\u00a0-]{0,3}\d){6,}/gi,
      (found) => /^(?:\d{4}-\d\d-\d\d(?:T.*)?|[0-9a-f]{8}-.*)$/i.test(found) ? found : "[digits]",
    )
    .replace(/[А-Яа-яЁё][А-Яа-яЁё.-]*(?:\s+[А-Яа-яЁё][А-Яа-яЁё.-]*)*/g, "[text]");
}
