import { inflateRawSync } from "node:zlib";

export type ZipCheck =
  | { ok: true; names: string[] }
  | { ok: false; reason: "cut short" | "too large" };

/**
 * Reads an archive's directory before anything is unpacked: whether it is whole, and whether what it
 * holds stays within `maxBytes`. A directory can lie about sizes, so each part is unpacked natively
 * with its declared size as the limit.
 */
export function checkZip(content: Uint8Array, maxBytes: number): ZipCheck {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const end = findEnd(view);
  if (end === null) return { ok: false, reason: "cut short" };

  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== ENTRY) {
      return { ok: false, reason: "cut short" };
    }
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(content.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      header: view.getUint32(at + 42, true),
    });
    at += ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  if (entries.reduce((bytes, entry) => bytes + entry.unpacked, 0) > maxBytes) {
    return { ok: false, reason: "too large" };
  }
  for (const entry of entries) {
    const problem = unpackingProblem(content, view, entry);
    if (problem) return { ok: false, reason: problem };
  }
  return { ok: true, names: entries.map((entry) => entry.name) };
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  unpacked: number;
  header: number;
}

const END = 0x06054b50;
const END_LENGTH = 22;
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
const HEADER = 0x04034b50;
const HEADER_LENGTH = 30;
const DEFLATED = 8;

/** The end record stands last, behind at most 65,535 bytes of comment. */
function findEnd(view: DataView): number | null {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return null;
}

function unpackingProblem(
  content: Uint8Array,
  view: DataView,
  entry: Entry,
): "cut short" | "too large" | null {
  if (entry.header + HEADER_LENGTH > view.byteLength) return "cut short";
  if (view.getUint32(entry.header, true) !== HEADER) return "cut short";
  const start = entry.header + HEADER_LENGTH + view.getUint16(entry.header + 26, true) +
    view.getUint16(entry.header + 28, true);
  if (start + entry.packed > view.byteLength) return "cut short";
  if (entry.method !== DEFLATED || entry.packed === 0) return null;
  try {
    const unpacked = inflateRawSync(content.subarray(start, start + entry.packed), {
      maxOutputLength: entry.unpacked + 1,
    });
    return unpacked.length === entry.unpacked ? null : "too large";
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === "ERR_BUFFER_TOO_LARGE" ? "too large" : "cut short";
  }
}
