export interface DocumentTextProps {
  body: string;
  /** Of the chapters' headings: one below that of the document's title. */
  headingLevel: 2 | 3;
}

/**
 * A document's plain text as markup: an empty line parts paragraphs, a first line that begins with
 * a number and a point is its heading. Where the document is the page, its headings have anchors.
 */
export function DocumentText({ body, headingLevel }: DocumentTextProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <>
      {blocksOf(body).map(({ title, text }, i) => (
        title === null ? <p key={i}>{text}</p> : (
          <section key={i}>
            <Heading id={headingLevel === 2 ? anchorOf(title) : undefined}>{title}</Heading>
            <p>{text}</p>
          </section>
        )
      ))}
    </>
  );
}

/** The headings with their anchors, for a table of contents. */
export function chaptersOf(body: string): { id: string; title: string }[] {
  return blocksOf(body).flatMap(({ title }) =>
    title === null ? [] : [{ id: anchorOf(title), title }]
  );
}

interface Block {
  title: string | null;
  text: string;
}

function blocksOf(body: string): Block[] {
  return body.split(/\n{2,}/).map((block) => {
    const [first = "", ...rest] = block.split("\n");
    return rest.length === 0
      ? { title: null, text: first }
      : { title: first, text: rest.join(" ") };
  });
}

/** `p5` of «5. Сколько времени на оплату»: a chapter's number stays while its words change. */
function anchorOf(title: string): string {
  const number = /^(\d+(?:\.\d+)*)\./.exec(title)?.[1];
  return number === undefined ? encodeURIComponent(title) : `p${number}`;
}
