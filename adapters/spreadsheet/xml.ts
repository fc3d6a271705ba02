/**
 * What a workbook's parts need of XML, over text: enough for what spreadsheet programs write, with
 * any prefix of names. Entities that a document defines itself are never expanded.
 */

/** An element's attributes by local name; `from` and `to` are where its tag begins and ends. */
export function attributesOf(text: string, from: number, to: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single] of text.slice(from, to).matchAll(ATTRIBUTE)) {
    found.set(localName(name!), plainText(double ?? single ?? ""));
  }
  return found;
}

const ATTRIBUTE = /\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Every tag of that local name that opens an element, with its attributes, in order. */
export function* tagsNamed(text: string, name: string): Generator<Map<string, string>> {
  // No tag holds another's «<», so that none is read beyond it.
  const tags = new RegExp(`<(?:[\\w.-]+:)?${name}(?=[\\s/>])[^<>]*`, "g");
  for (const { index, 0: tag } of text.matchAll(tags)) {
    yield attributesOf(text, index, index + tag.length);
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The text between two tags: entities and `_x000D_` written out, line ends as one sign. */
export function plainText(text: string): string {
  let plain = text;
  if (plain.includes("<![CDATA[")) {
    plain = withEach(plain, { open: "<![CDATA[", close: "]]>" }, escaped);
  }
  if (plain.includes("&")) plain = plain.replace(ENTITY, written);
  if (plain.includes("_x")) {
    plain = plain.replace(
      /_x([0-9A-Fa-f]{4})_/g,
      (_, code: string) => String.fromCharCode(parseInt(code, 16)),
    );
  }
  return plain.includes("\r") ? plain.replaceAll("\r\n", "\n") : plain;
}

const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));/g;
const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function written(whole: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return NAMED[name]!;
  const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;");
}

/**
 * The text of an `<si>` or `<is>`: its runs put together, without the reading aids (`rPh`) of
 * Japanese.
 */
export function textOfRuns(xml: string): string {
  const single = ONE_RUN.exec(xml);
  if (single) return plainText(single[1]!);
  const runs: string[] = [];
  let at = 0;
  for (const { index, 0: tag, 1: prefix = "", 2: name } of xml.matchAll(RUN)) {
    if (index < at) continue;
    const from = index + tag.length;
    const close = `</${prefix}${name}>`;
    const end = xml.indexOf(close, from);
    // Nothing closes any later one either: a search for each would take a time of its own.
    if (end < 0) break;
    at = end + close.length;
    if (name === "t") runs.push(plainText(xml.slice(from, end)));
  }
  return runs.join("");
}

const ONE_RUN = /^\s*<(?:\w+:)?t(?:\s[^>]*[^/>]|\s)?>([^<]*)<\/(?:\w+:)?t>\s*$/;
/** A run's text, or a reading aid, which is passed over whole. */
const RUN = /<(\w+:)?(t|rPh)(?:\s[^<>]*[^<>/])?\s*>/g;

/** The text with what stands between each such pair of signs written otherwise, without the signs. */
function withEach(
  text: string,
  { open, close }: { open: string; close: string },
  write: (inner: string) => string,
): string {
  const parts: string[] = [];
  let at = 0;
  for (let from = text.indexOf(open); from >= 0; from = text.indexOf(open, at)) {
    const end = text.indexOf(close, from + open.length);
    if (end < 0) break;
    parts.push(text.slice(at, from), write(text.slice(from + open.length, end)));
    at = end + close.length;
  }
  return parts.join("") + text.slice(at);
}

/** A document that ends inside an element. */
export class UnendedElementError extends Error {}

/** An element that is longer than any program writes: the file was made to fill the memory. */
export class EndlessElementError extends Error {}

/** A piece that unpacks to far more than it is may hold any number of them. */
const ELEMENTS_AT_ONCE = 500;

const LONGEST_ELEMENT = 4 * 1024 * 1024;

/** An element's tag and what stands inside it, as places in `text`. */
export interface Element {
  text: string;
  /** Where the tag begins and ends. */
  tag: number;
  tagEnd: number;
  /** Where the content ends; equal to `tagEnd` in `<row/>`. */
  end: number;
}

/**
 * The elements of a local name, none inside another of that name, as they come out of an archive,
 * some at a time. Of those given out nothing is held.
 *
 * @throws EndlessElementError or UnendedElementError
 */
export async function* elementsNamed(
  pieces: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Element[]> {
  const decoder = new TextDecoder();
  let prefix: string | null = null;
  let open = "";
  let close = "";
  let text = "";
  let at = 0;
  for await (const piece of pieces) {
    let elements: Element[] = [];
    text = text.slice(at) + decoder.decode(piece, { stream: true });
    at = 0;
    if (prefix === null) {
      const root = /<([\w.-]+:)?[A-Za-z]/.exec(text);
      if (!root) continue;
      prefix = root[1] ?? "";
      open = `<${prefix}${name}`;
      close = `</${prefix}${name}>`;
    }
    while (true) {
      const tag = text.indexOf(open, at);
      if (tag < 0) {
        at = Math.max(at, text.length - open.length);
        break;
      }
      at = tag;
      if (tag + open.length >= text.length) break;
      if (!endsName(text.charCodeAt(tag + open.length))) {
        at = tag + open.length;
        continue;
      }
      const tagEnd = text.indexOf(">", tag);
      if (tagEnd < 0) break;
      if (text.charCodeAt(tagEnd - 1) === SLASH) {
        at = tagEnd + 1;
        elements.push({ text, tag, tagEnd, end: tagEnd });
        continue;
      }
      const end = text.indexOf(close, tagEnd);
      if (end < 0) break;
      at = end + close.length;
      elements.push({ text, tag, tagEnd, end });
      if (elements.length === ELEMENTS_AT_ONCE) {
        yield elements;
        elements = [];
      }
    }
    if (elements.length > 0) yield elements;
    if (text.length - at > LONGEST_ELEMENT) throw new EndlessElementError(name);
  }
  if (open !== "" && text.startsWith(open, at) && endsName(text.charCodeAt(at + open.length))) {
    throw new UnendedElementError(name);
  }
}

const SLASH = 47;

function endsName(code: number): boolean {
  return code === 32 || code === 62 || code === SLASH || code === 9 || code === 10 || code === 13;
}
