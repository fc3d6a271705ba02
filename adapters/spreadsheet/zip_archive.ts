import { deflateRawSync } from "node:zlib";

export interface ArchivePart {
  /** Path inside the archive, ASCII. */
  name: string;
  content: Uint8Array;
}

const HEADER = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const HEADER_LENGTH = 30;
const ENTRY_LENGTH = 46;
const END_LENGTH = 22;
const DEFLATED = 8;
/** Version 2.0 of the format: deflate. */
const VERSION = 20;
/** 1 January 1980, the first day that the format knows: the same parts give the same bytes. */
const DATE = (1 << 5) | 1;

/** Packs parts into a zip archive, in their order and without the time of packing. */
export function zipArchive(parts: readonly ArchivePart[]): Uint8Array<ArrayBuffer> {
  const packed = parts.map(({ name, content }) => ({
    name: new TextEncoder().encode(name),
    crc: crc32(content),
    size: content.length,
    data: deflateRawSync(content),
  }));
  const length = packed.reduce(
    (bytes, { name, data }) => bytes + HEADER_LENGTH + ENTRY_LENGTH + 2 * name.length + data.length,
    END_LENGTH,
  );
  const archive = new Uint8Array(length);
  const view = new DataView(archive.buffer);
  let at = 0;
  const two = (value: number) => (view.setUint16(at, value, true), at += 2);
  const four = (value: number) => (view.setUint32(at, value, true), at += 4);
  const bytes = (value: Uint8Array) => (archive.set(value, at), at += value.length);

  /** What a part's own header and its entry in the directory have in common. */
  const describe = ({ name, crc, size, data }: typeof packed[number]) => {
    two(VERSION), two(0), two(DEFLATED);
    two(0), two(DATE);
    four(crc), four(data.length), four(size);
    two(name.length), two(0);
  };
  const places = packed.map((part) => {
    const place = at;
    four(HEADER);
    describe(part);
    bytes(part.name);
    bytes(part.data);
    return place;
  });
  const directory = at;
  packed.forEach((part, index) => {
    four(ENTRY);
    two(VERSION);
    describe(part);
    two(0), two(0), two(0), four(0);
    four(places[index]!);
    bytes(part.name);
  });
  const directoryLength = at - directory;
  four(END);
  two(0), two(0);
  two(packed.length), two(packed.length);
  four(directoryLength), four(directory);
  two(0);
  return archive;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function crc32(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
