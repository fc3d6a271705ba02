export interface DocumentTextProps {
  body: string;
  /** Of the chapters' headings: one below that of the document's title. */
  headingLevel: 2 | 3;
}

/**
 * A document's plain text as markup: an empty line parts paragraphs, a first line that begins with
 * a number and a point is its heading.
 */
export function DocumentText({ body, headingLevel }: DocumentTextProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <>{body.split(/\n{2,}/).map((block, i) => <Block key={i} text={block} Heading={Heading} />)}</>
  );
}

function Block({ text, Heading }: { text: string; Heading: "h2" | "h3" }) {
  const [first = "", ...rest] = text.split("\n");
  if (rest.length === 0) return <p>{first}</p>;
  return (
    <section>
      <Heading>{first}</Heading>
      <p>{rest.join(" ")}</p>
    </section>
  );
}
