/**
 * A file's bytes wherever they are kept: on a disk, in a database, in the memory. They are read
 * piece by piece, so that a file may be larger than the memory.
 */
export interface FileBytes {
  readonly length: number;
  /** The bytes from `at` on: `length` of them, or as many as there are. */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** Bytes that are in the memory already, as any others. */
export function fileBytes(content: Uint8Array | FileBytes): FileBytes {
  if (!(content instanceof Uint8Array)) return content;
  return {
    length: content.length,
    read: (at, length) => Promise.resolve(content.subarray(at, at + length)),
  };
}

/** Bytes of one reading, where a file is gone through. */
const BYTES_AT_ONCE = 256 * 1024;

/** The bytes from `from` to `to`, piece by piece: the next is fetched while one is worked on. */
export async function* piecesOf(
  bytes: FileBytes,
  { from = 0, to = bytes.length, atOnce = BYTES_AT_ONCE } = {},
): AsyncGenerator<Uint8Array> {
  const read = (at: number) => bytes.read(at, Math.min(atOnce, to - at));
  let next = from < to ? read(from) : null;
  for (let at = from + atOnce; next !== null; at += atOnce) {
    const piece: Uint8Array = await next;
    next = at < to ? read(at) : null;
    // Who stops in between never asks for it: what went wrong in it is of no account then.
    next?.catch(() => {});
    yield piece;
  }
}
