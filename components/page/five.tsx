import { formatRoubles, type Kopecks } from "../../domain/money.ts";

export interface FiveProps {
  /** The person's share. */
  yours: Kopecks;
  /** What the insurer pays. */
  insurers: Kopecks;
  /** Basis points: 2000 fills one cell of five, 1000 half of it. */
  rate: number;
}

const GAP = 8;
const CELL = (1000 - 4 * GAP) / 5;
const HEIGHT = 48;

/** Five cells, yours filled; under the rest a bracket with the insurer's part. */
export function Five({ yours, insurers, rate }: FiveProps) {
  return (
    <figure class="five">
      <p>
        Вы <b class="nb">{formatRoubles(yours)}</b>
      </p>
      <Cells rate={rate} />
      <p class="five-insurer">
        Страховая <span class="nb">{formatRoubles(insurers)}</span>
      </p>
    </figure>
  );
}

function Cells({ rate }: { rate: number }) {
  const filled = rate / 2000;
  const from = Math.ceil(filled) === filled ? cellStart(filled) : cellEdge(filled);
  return (
    <>
      <svg
        viewBox={`-2 -1 1004 ${HEIGHT + 2}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        {[0, 1, 2, 3, 4].map((cell) => (
          <rect key={cell} class="five-cell" x={cellStart(cell)} width={CELL} height={HEIGHT} />
        ))}
        {[0, 1, 2, 3, 4].filter((cell) => filled > cell).map((cell) => (
          <rect
            key={cell}
            class="five-share"
            x={cellStart(cell)}
            width={CELL * Math.min(1, filled - cell)}
            height={HEIGHT}
          />
        ))}
      </svg>
      <svg
        class="five-under"
        viewBox="-2 0 1004 9"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <path class="five-bracket" d={`M${from} 0V8H1000V0`} />
      </svg>
    </>
  );
}

function cellStart(cell: number): number {
  return cell * (CELL + GAP);
}

/** Where a partly filled cell's filling ends. */
function cellEdge(filled: number): number {
  return cellStart(Math.floor(filled)) + CELL * (filled % 1);
}
