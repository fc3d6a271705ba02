import { ApplicationFailure, CancelledFailure } from "@temporalio/activity";

type Activity = (...args: never[]) => Promise<unknown>;

/** What is told of an error that leaves an activity, for the worker's own log. */
export type ReportFailure = (activity: string, error: unknown) => void;

/**
 * Cleans errors at the activities' edge: servers echo addresses and Postgres echoes values, and a
 * failure stays in the history for good. Only a code of ours leaves; the error itself is reported.
 */
export function cleanFailures<T extends Record<string, Activity>>(
  activities: T,
  report: ReportFailure,
): T {
  const cleaned = Object.entries(activities).map(([name, activity]) => {
    const guarded = async (...args: unknown[]) => {
      try {
        return await activity(...args as never[]);
      } catch (error) {
        if (error instanceof CancelledFailure || error instanceof Refusal) throw error;
        report(name, error);
        throw failure(codeOf(error));
      }
    };
    return [name, guarded];
  });
  return Object.fromEntries(cleaned) as T;
}

/**
 * An outside party said «not now»: Temporal tries the activity again. `code` is a code of ours.
 *
 * @param inMs when, if not after the usual pause
 */
export function tryAgain(code: string, inMs?: number): Refusal {
  const known = codeOrUnknown(code);
  return new Refusal(`Not now: ${known}`, known, false, undefined, undefined, inMs);
}

class Refusal extends ApplicationFailure {}

function failure(code: string): ApplicationFailure {
  return ApplicationFailure.create({ message: `Failed: ${code}`, type: code });
}

/** A name or code that can't hold a person's data, `PostgresError_40001`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? `_${String(error.code)}` : "";
  return codeOrUnknown(`${error.name}${code}`, codeOrUnknown(error.name));
}

function codeOrUnknown(code: string, otherwise = "unknown"): string {
  return /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(code) ? code : otherwise;
}
