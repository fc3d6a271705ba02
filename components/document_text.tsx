/**
 * A document's plain text as markup: an empty line parts paragraphs, a first line that begins with
 * a number and a point is its heading.
 */
export function DocumentText({ body }: { body: string }) {
  return <>{body.split(/\n{2,}/).map((block, i) => <Block key={i} text={block} />)}</>;
}

function Block({ text }: { text: string }) {
  const [first = "", ...rest] = text.split("\n");
  if (rest.length === 0) return <p>{first}</p>;
  return (
    <section>
      <h4>{first}</h4>
      <p>{rest.join(" ")}</p>
    </section>
  );
}
