import { Inflate } from "fflate";

/** A part of an archive, as the directory at the archive's end describes it. */
export interface ZipEntry {
  name: string;
  method: number;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes that the directory says it unpacks to; it can lie. */
  unpacked: number;
  /** Where its data begins. */
  start: number;
}

export type ZipDirectory = { ok: true; entries: ZipEntry[] } | { ok: false };

/** Reads an archive's directory; not ok where it is not whole, or points outside the archive. */
export function readZipDirectory(content: Uint8Array): ZipDirectory {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const end = findEnd(view);
  if (end === null) return { ok: false };
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== ENTRY) return { ok: false };
    const nameLength = view.getUint16(at + 28, true);
    const packed = view.getUint32(at + 20, true);
    const start = dataStart(view, view.getUint32(at + 42, true));
    if (start === null || start + packed > view.byteLength) return { ok: false };
    entries.push({
      name: new TextDecoder().decode(content.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packed,
      unpacked: view.getUint32(at + 24, true),
      start,
    });
    at += ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return { ok: true, entries };
}

/** A part unpacks to more than the directory says: it was made to fill the memory. */
export class ZipBombError extends Error {}

/** A part's data is broken, or ends too early. */
export class ZipDataError extends Error {}

/**
 * Deflate makes at most about a thousand times as much of what it reads, so that little enough at
 * once keeps the memory small whatever the part holds.
 */
const PACKED_AT_ONCE = 16 * 1024;

/**
 * Unpacks a part piece by piece.
 *
 * @throws ZipBombError or ZipDataError where the part is not what the directory says.
 */
export function* unpack(content: Uint8Array, entry: ZipEntry): Generator<Uint8Array> {
  const data = content.subarray(entry.start, entry.start + entry.packed);
  if (entry.method === STORED) {
    for (let at = 0; at < data.length; at += PACKED_AT_ONCE) {
      yield data.subarray(at, at + PACKED_AT_ONCE);
    }
    return;
  }
  if (entry.method !== DEFLATED) throw new ZipDataError(`Packed by method ${entry.method}`);
  let size = 0;
  let pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  for (let at = 0; at < data.length; at += PACKED_AT_ONCE) {
    const next = at + PACKED_AT_ONCE;
    try {
      inflate.push(data.subarray(at, next), next >= data.length);
    } catch (cause) {
      throw new ZipDataError(`Broken data in ${entry.name}`, { cause });
    }
    for (const piece of pieces) {
      size += piece.length;
      if (size > entry.unpacked) throw new ZipBombError(`${entry.name} is larger than it says`);
      if (piece.length > 0) yield piece;
    }
    pieces = [];
  }
  if (size < entry.unpacked) throw new ZipDataError(`${entry.name} is smaller than it says`);
}

const END = 0x06054b50;
const END_LENGTH = 22;
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
const HEADER = 0x04034b50;
const HEADER_LENGTH = 30;
const STORED = 0;
const DEFLATED = 8;

/** The end record stands last, behind at most 65,535 bytes of comment. */
function findEnd(view: DataView): number | null {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return null;
}

function dataStart(view: DataView, header: number): number | null {
  if (header + HEADER_LENGTH > view.byteLength) return null;
  if (view.getUint32(header, true) !== HEADER) return null;
  return header + HEADER_LENGTH + view.getUint16(header + 26, true) +
    view.getUint16(header + 28, true);
}
