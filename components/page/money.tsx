import { formatRoubles, type Kopecks } from "../../domain/money.ts";

/** A sum in a sentence: never broken, figures as the face has them. */
export function Sum({ amount }: { amount: Kopecks }) {
  return <span class="nb">{formatRoubles(amount)}</span>;
}

/** The one large sum of a page. */
export function LargeSum({ amount }: { amount: Kopecks }) {
  return <p class="sum-large">{formatRoubles(amount)}</p>;
}

export interface SumCellProps {
  amount: Kopecks;
  /** The column's name, shown beside the sum where the row is a card. */
  name: string;
}

/** A sum in a table's column: tabular figures, to the right. */
export function SumCell({ amount, name }: SumCellProps) {
  return (
    <td class="num" role="cell">
      <span class="cell-name" aria-hidden="true">{name}</span>
      {formatRoubles(amount)}
    </td>
  );
}
