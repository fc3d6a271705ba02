/** Makes signals; given apart, so that pages without signals don't load them. */
export interface SignalFactory {
  signal(value: unknown): { value: unknown };
  computed(read: () => unknown): unknown;
}

/** What the serialized values lean on. */
export interface DeserializeOptions {
  signals: SignalFactory | null;
  /** Gives the JSX of a slot. */
  slot(id: number): unknown;
}

/** Restores what `serialize` flattened; the root is the first of the list. */
export function deserialize(
  list: unknown[],
  options: DeserializeOptions,
): unknown {
  const done = new Map<number, unknown>();

  function at(index: number): unknown {
    if (done.has(index)) return done.get(index);
    return decode(list[index], (value) => {
      done.set(index, value);
      return value;
    });
  }

  // containers are kept before their items are read: an item may be the container again
  function decode(encoded: unknown, keep: <T>(value: T) => T): unknown {
    if (encoded === null || typeof encoded !== "object") return keep(encoded);
    if (!Array.isArray(encoded)) {
      const object = keep({});
      for (const [key, item] of Object.entries(encoded)) {
        Object.defineProperty(object, key, {
          value: at(item),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
    if (typeof encoded[0] !== "string") {
      const array = keep([] as unknown[]);
      for (const item of encoded) array.push(at(item));
      return array;
    }
    const [kind, first, second] = encoded;
    switch (kind) {
      case "_":
        return keep(undefined);
      case "N":
        return keep(Number(first));
      case "n":
        return keep(BigInt(first));
      case "D":
        return keep(new Date(first ?? NaN));
      case "U":
        return keep(new URL(first));
      case "R":
        return keep(new RegExp(first, second));
      case "B":
        return keep(
          Uint8Array.from(atob(first), (character) => character.charCodeAt(0)),
        );
      case "S": {
        const set = keep(new Set());
        for (const item of encoded.slice(1)) set.add(at(item));
        return set;
      }
      case "M": {
        const map = keep(new Map());
        for (let i = 1; i < encoded.length; i += 2) {
          map.set(at(encoded[i]), at(encoded[i + 1]));
        }
        return map;
      }
      case "J":
        return keep(options.slot(first));
      case "s": {
        const signal = keep(options.signals!.signal(undefined));
        signal.value = at(first);
        return signal;
      }
      case "c":
        return keep(options.signals!.computed(() => at(first)));
      default:
        throw new TypeError(`Unknown kind of value "${kind}"`);
    }
  }

  return at(0);
}
