import { Signal } from "@preact/signals";
import { isValidElement } from "preact";

/** JSX that crosses to the browser as the HTML that the server rendered. */
export class SlotReference {
  constructor(readonly id: number) {}
}

/** A value that can't cross to the browser. */
export class SerializeError extends TypeError {
  /** @param path keys from the root to the value */
  constructor(message: string, readonly path: string[]) {
    super(message);
    this.name = "SerializeError";
  }
}

type Encoded = string | number | boolean | null | Encoded[] | {
  [key: string]: number;
};

/**
 * Flattens a value into a list: each distinct value once, containers holding indices into it, the
 * root first. So cycles and shared references survive. `parse` in deserialize.ts is its inverse.
 *
 * - JSON primitives stand for themselves, `{"k": 3}` is an object, `[3, 4]` an array
 * - a list that begins with a string is anything else: `["D", "2026-…"]` a date
 *
 * Throws SerializeError for functions, symbols, JSX inside objects and instances of other classes.
 */
export function serialize(root: unknown): Encoded[] {
  const list: Encoded[] = [];
  const seen = new Map<unknown, number>();
  const path: string[] = [];

  function add(value: unknown, key: string): number {
    // a Map takes -0 for 0
    const isMinusZero = Object.is(value, -0);
    const known = isMinusZero ? undefined : seen.get(value);
    if (known !== undefined) return known;
    const index = list.length;
    list.push(null);
    if (!isMinusZero) seen.set(value, index);
    path.push(key);
    list[index] = encode(value);
    path.pop();
    return index;
  }

  function encode(value: unknown): Encoded {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0) ? value : ["N", numberName(value)];
      case "undefined":
        return ["_"];
      case "bigint":
        return ["n", String(value)];
      case "object":
        return value === null ? null : encodeObject(value);
      default:
        throw new SerializeError(
          `a ${typeof value} can't be sent to the browser`,
          [...path],
        );
    }
  }

  function encodeObject(value: object): Encoded {
    if (value instanceof Signal) {
      return [isComputed(value) ? "c" : "s", add(value.peek(), "value")];
    }
    if (value instanceof SlotReference) return ["J", value.id];
    if (Array.isArray(value)) {
      return value.map((item, index) => add(item, String(index)));
    }
    if (value instanceof Date) return ["D", value.getTime()];
    if (value instanceof URL) return ["U", value.href];
    if (value instanceof RegExp) return ["R", value.source, value.flags];
    if (value instanceof Set) {
      return [
        "S",
        ...Array.from(value, (item, index) => add(item, String(index))),
      ];
    }
    if (value instanceof Map) {
      return [
        "M",
        ...Array.from(value).flatMap((
          [key, item],
        ) => [add(key, "key"), add(item, String(key))]),
      ];
    }
    if (value instanceof Uint8Array) return ["B", base64(value)];
    if (isValidElement(value)) {
      throw new SerializeError(
        "JSX inside an object can't be sent to the browser",
        [...path],
      );
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
      const name = prototype.constructor?.name ?? "an unknown class";
      throw new SerializeError(
        `an instance of ${name} can't be sent to the browser`,
        [...path],
      );
    }
    const object: { [key: string]: number } = {};
    for (const [key, item] of Object.entries(value)) {
      Object.defineProperty(object, key, {
        value: add(item, key),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return object;
  }

  add(root, "");
  return list;
}

function numberName(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A computed signal has no class of its own to ask for, but it can't be written to. */
function isComputed(value: Signal): boolean {
  const setter = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(value),
    "value",
  )?.set;
  return setter === undefined;
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
