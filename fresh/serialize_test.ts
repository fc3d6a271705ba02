import assert from "node:assert/strict";
import { computed, type ReadonlySignal, Signal, signal } from "@preact/signals";
import { h } from "preact";
import { deserialize } from "./deserialize.ts";
import { serialize, SerializeError, SlotReference } from "./serialize.ts";

/** As through the page: by JSON text. */
function roundTrip(value: unknown): unknown {
  return deserialize(JSON.parse(JSON.stringify(serialize(value))), {
    signals: { signal, computed },
    slot: (id) => `slot ${id}`,
  });
}

Deno.test("serialize() keeps every kind of value that can cross to the browser", () => {
  const values = {
    text: "счёт </script>",
    empty: "",
    numbers: [0, -0, 1.5, -7, NaN, Infinity, -Infinity],
    truth: [true, false, null, undefined],
    big: 12345678901234567890n,
    date: new Date("2026-11-22T17:24:38.123Z"),
    url: new URL("https://example.test/a?b=c#d"),
    pattern: /^\d+$/giu,
    set: new Set([1, "1", { nested: true }]),
    map: new Map<unknown, unknown>([["a", 1], [{ key: 2 }, [3]]]),
    bytes: new Uint8Array([0, 127, 255]),
    nested: { list: [[], {}, [[]]] },
    sameText: ["x", "x", "y"],
  };
  assert.deepEqual(roundTrip(values), values);
});

Deno.test("serialize() keeps an invalid date invalid and a __proto__ key a plain one", () => {
  assert.ok(Number.isNaN((roundTrip(new Date(NaN)) as Date).getTime()));
  const restored = roundTrip(
    JSON.parse('{"__proto__": {"admin": true}}'),
  ) as object;
  assert.equal(Object.getPrototypeOf(restored), Object.prototype);
  assert.deepEqual(Object.keys(restored), ["__proto__"]);
});

Deno.test("serialize() keeps cycles and shared references", () => {
  interface Link {
    to?: Link;
    all?: Link[];
  }
  const a: Link = {};
  const b: Link = { to: a };
  a.to = b;
  a.all = [a, b, b];
  const restored = roundTrip(a) as Link;
  assert.equal(restored.to?.to, restored);
  assert.equal(restored.all?.[0], restored);
  assert.equal(restored.all?.[1], restored.all?.[2]);
});

Deno.test("serialize() keeps one signal given twice one signal, and a computed one read-only", () => {
  const count = signal(3);
  const double = computed(() => count.value * 2);
  const [first, second, restored] = roundTrip([count, { count }, double]) as [
    Signal<number>,
    { count: Signal<number> },
    ReadonlySignal<number>,
  ];
  assert.ok(first instanceof Signal);
  assert.equal(second.count, first);
  assert.equal(first.value, 3);
  assert.equal(restored.value, 6);
  assert.throws(() => Object.assign(restored, { value: 1 }), TypeError);
});

Deno.test("serialize() keeps slots by their number", () => {
  assert.deepEqual(roundTrip({ children: new SlotReference(4) }), {
    children: "slot 4",
  });
});

Deno.test("serialize() throws for what can't cross, with the way to it", () => {
  class Money {}
  const cases: [unknown, RegExp][] = [
    [() => {}, /a function/],
    [Symbol("s"), /a symbol/],
    [new Money(), /an instance of Money/],
    [{ label: h("b", null) }, /JSX inside an object/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => serialize([{ prop: value }]), (error) => {
      assert.ok(error instanceof SerializeError);
      assert.match(error.message, message);
      assert.deepEqual(error.path.slice(0, 3), ["", "0", "prop"]);
      return true;
    });
  }
});
