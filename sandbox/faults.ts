/** What the bank does wrong on demand. `ms` is for `delay`. */
export type BankFault =
  | { kind: "timeout_after_accept" }
  | { kind: "error_500" }
  | { kind: "echo" }
  | { kind: "unreachable" }
  | { kind: "no_webhook" }
  | { kind: "duplicate_webhook" }
  | { kind: "out_of_order_webhook" }
  /** A refund waits until it is decided, or the bank refuses it. */
  | { kind: "refund_pending" }
  | { kind: "refund_refused" }
  | { kind: "delay"; ms: number };

/** `error` answers with SMSC's error code `code`; `echo` repeats phone and text in the error. */
export type SmsFault =
  | { kind: "error"; code: number }
  | { kind: "echo" }
  | { kind: "error_500" }
  | { kind: "unreachable" }
  | { kind: "delay"; ms: number };

/** `reject` and `temporary` repeat the address in the refusal, as mail servers do. */
export type MailFault =
  | { kind: "reject" }
  | { kind: "temporary" }
  | { kind: "unreachable" }
  | { kind: "delay"; ms: number };

export interface FaultOf {
  bank: BankFault;
  sms: SmsFault;
  mail: MailFault;
}

/** `times`: how often it strikes; without it, until it is cleared. */
export type Fault<Part extends keyof FaultOf> = FaultOf[Part] & { times?: number };

export type FaultSettings = { [Part in keyof FaultOf]?: Fault<Part> | null };

const KINDS: { [Part in keyof FaultOf]: FaultOf[Part]["kind"][] } = {
  bank: [
    "timeout_after_accept",
    "error_500",
    "echo",
    "unreachable",
    "no_webhook",
    "duplicate_webhook",
    "out_of_order_webhook",
    "refund_pending",
    "refund_refused",
    "delay",
  ],
  sms: ["error", "echo", "error_500", "unreachable", "delay"],
  mail: ["reject", "temporary", "unreachable", "delay"],
};

export interface Faults {
  /** A part set to null works again; a part left out keeps its fault. */
  set(settings: FaultSettings): void;
  clear(): void;
  current(): FaultSettings;
  /** The part's fault if it is one of `kinds`, counted as having struck once. */
  strike<Part extends keyof FaultOf, Kind extends FaultOf[Part]["kind"]>(
    part: Part,
    ...kinds: Kind[]
  ): Extract<FaultOf[Part], { kind: Kind }> | null;
}

export function createFaults(): Faults {
  let settings: FaultSettings = {};
  return {
    set: (changes) => void (settings = { ...settings, ...changes }),
    clear: () => void (settings = {}),
    current: () => settings,
    strike(part, ...kinds) {
      const fault = settings[part];
      if (!fault || !(kinds as string[]).includes(fault.kind)) return null;
      if (fault.times !== undefined) {
        const left = fault.times - 1;
        settings = { ...settings, [part]: left > 0 ? { ...fault, times: left } : null };
      }
      return fault as never;
    },
  };
}

/**
 * Faults in JSON: `{"bank": {"kind": "delay", "ms": 3000, "times": 1}, "sms": "echo"}`; a bare
 * word stands for its kind. Throws a RangeError that names what is not known.
 */
export function readFaults(body: unknown): FaultSettings {
  if (body === null || typeof body !== "object") throw new RangeError("Faults are an object");
  const settings: Record<string, unknown> = {};
  for (const [part, value] of Object.entries(body)) {
    if (!(part in KINDS)) throw new RangeError(`No part "${part}": bank, sms or mail`);
    if (value === null) {
      settings[part] = null;
      continue;
    }
    const fault = typeof value === "string" ? { kind: value } : value;
    const kinds: string[] = KINDS[part as keyof FaultOf];
    if (!kinds.includes(fault.kind)) {
      throw new RangeError(`No fault "${fault.kind}" of ${part}: ${kinds.join(", ")}`);
    }
    settings[part] = {
      ...(fault.kind === "delay" ? { ms: 1000 } : {}),
      ...(fault.kind === "error" ? { code: 8 } : {}),
      ...fault,
    };
  }
  return settings as FaultSettings;
}

/** What a proxy answers when nobody stands behind it: no JSON. */
export function badGateway(): Response {
  return new Response("<html><h1>502 Bad Gateway</h1></html>", {
    status: 502,
    headers: { "content-type": "text/html" },
  });
}
