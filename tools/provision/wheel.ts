import { inflateRawSync } from "node:zlib";

/**
 * Takes one file out of a wheel (a zip archive) by the end of its name; null if
 * there is none. Reads the central directory, as the zip format wants it.
 */
export function fileFromWheel(wheel: Uint8Array, ending: string): Uint8Array | null {
  const view = new DataView(wheel.buffer, wheel.byteOffset, wheel.byteLength);
  const end = endOfCentralDirectory(view);
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== 0x02014b50) {
      throw new Error("the wheel's directory is damaged");
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(wheel.subarray(at + 46, at + 46 + nameLength));
    if (name.endsWith(ending)) return contentOf(wheel, view, at);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return null;
}

function endOfCentralDirectory(view: DataView): number {
  const earliest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= earliest; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  throw new Error("this is not a zip archive");
}

function contentOf(wheel: Uint8Array, view: DataView, entry: number): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const size = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const bytes = wheel.subarray(start, start + size);
  if (method === 0) return bytes;
  if (method === 8) return inflateRawSync(bytes);
  throw new Error(`unknown zip method ${method}`);
}
