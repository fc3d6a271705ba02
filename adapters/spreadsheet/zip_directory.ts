import { Inflate } from "fflate";
import { type FileBytes, piecesOf } from "./file_bytes.ts";

/** A part of an archive, as the directory at the archive's end describes it. */
export interface ZipEntry {
  name: string;
  method: number;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes that the directory says it unpacks to; it can lie. */
  unpacked: number;
  /** Where its own header begins; its data follows. */
  header: number;
}

export type ZipDirectory = { ok: true; entries: ZipEntry[] } | { ok: false };

/** Reads an archive's directory; not ok where it is not whole, or points outside the archive. */
export async function readZipDirectory(content: FileBytes): Promise<ZipDirectory> {
  const tail = Math.max(0, content.length - END_LENGTH - LONGEST_COMMENT);
  const last = viewOf(await content.read(tail, content.length - tail));
  const end = findEnd(last);
  if (end === null) return { ok: false };
  const start = last.getUint32(end + 16, true);
  const length = tail + end - start;
  if (length < 0 || length > LONGEST_DIRECTORY) return { ok: false };
  const directory = await content.read(start, length);
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let left = last.getUint16(end + 10, true); left > 0; left--) {
    if (at + ENTRY_LENGTH > length || view.getUint32(at, true) !== ENTRY) return { ok: false };
    const nameLength = view.getUint16(at + 28, true);
    const packed = view.getUint32(at + 20, true);
    const header = view.getUint32(at + 42, true);
    if (header + HEADER_LENGTH + packed > content.length) return { ok: false };
    entries.push({
      name: new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      packed,
      unpacked: view.getUint32(at + 24, true),
      header,
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
export async function* unpack(
  content: FileBytes,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array> {
  const from = await dataStart(content, entry);
  const to = from + entry.packed;
  if (to > content.length) throw new ZipDataError(`${entry.name} ends outside the archive`);
  if (entry.method === STORED) return yield* piecesOf(content, { from, to });
  if (entry.method !== DEFLATED) throw new ZipDataError(`Packed by method ${entry.method}`);
  let size = 0;
  let left = entry.packed;
  let pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  for await (const data of piecesOf(content, { from, to })) {
    for (let at = 0; at < data.length; at += PACKED_AT_ONCE) {
      const packed = data.subarray(at, at + PACKED_AT_ONCE);
      left -= packed.length;
      try {
        inflate.push(packed, left === 0);
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

/** A directory of every part that the format can count, with names of a hundred letters each. */
const LONGEST_DIRECTORY = 16 * 1024 * 1024;
const LONGEST_COMMENT = 0xffff;

/** The end record stands last, behind at most 65,535 bytes of comment. */
function findEnd(view: DataView): number | null {
  for (let at = view.byteLength - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return null;
}

/** Behind the part's own header, which may be longer than the directory's entry. */
async function dataStart(content: FileBytes, entry: ZipEntry): Promise<number> {
  const header = viewOf(await content.read(entry.header, HEADER_LENGTH));
  if (header.getUint32(0, true) !== HEADER) throw new ZipDataError(`${entry.name} has no header`);
  return entry.header + HEADER_LENGTH + header.getUint16(26, true) + header.getUint16(28, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
