import type { StoredPayment } from "./bank.ts";
import type { StoredRefund } from "./refunds.ts";
import type { StoredMail } from "./mail.ts";
import type { StoredSms } from "./sms.ts";

export interface State {
  payments: StoredPayment[];
  refunds: StoredRefund[];
  sms: StoredSms[];
  mail: StoredMail[];
}

export interface StateFile {
  state: State;
  /** Writes what has changed; resolves once it is on the disk (at once without a file). */
  save(): Promise<void>;
}

// The phone and the mailbox are for looking at: the oldest leave first.
const SMS_KEPT = 5000;
const MAIL_KEPT = 200;

/** Opens the sandbox's memory, empty where `path` is null or no such file is there yet. */
export async function openStateFile(path: string | null): Promise<StateFile> {
  const state = path === null ? empty() : await read(path);
  if (path === null) return { state, save: () => Promise.resolve() };

  let writing = Promise.resolve();
  let queued = false;
  return {
    state,
    save() {
      // Callers that come while a write waits share it.
      if (!queued) {
        queued = true;
        writing = writing.catch(() => undefined).then(() => {
          queued = false;
          return write(path, state);
        });
      }
      return writing;
    },
  };
}

function empty(): State {
  return { payments: [], refunds: [], sms: [], mail: [] };
}

async function read(path: string): Promise<State> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return empty();
    throw error;
  }
  try {
    return { ...empty(), ...JSON.parse(text) };
  } catch (cause) {
    throw new Error(`The sandbox's file ${path} is damaged: delete it to start empty`, { cause });
  }
}

async function write(path: string, state: State): Promise<void> {
  state.sms.splice(0, state.sms.length - SMS_KEPT);
  state.mail.splice(0, state.mail.length - MAIL_KEPT);
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(state));
  await Deno.rename(`${path}.new`, path);
}
