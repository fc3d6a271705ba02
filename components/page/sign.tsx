/** Status signs: shape tells them apart without colour and in print. */
export type SignKind =
  | "circle"
  | "half"
  | "square"
  | "triangle"
  | "dashed"
  | "check"
  | "cross"
  | "info"
  | "file"
  | "phone"
  | "up"
  | "down";

/** 16 px, takes the text's colour, hidden from screen readers: the word beside it says the same. */
export function Sign({ kind }: { kind: SignKind }) {
  return (
    <svg
      class="sign"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {shape(kind)}
    </svg>
  );
}

function shape(kind: SignKind) {
  switch (kind) {
    case "circle":
      return <circle cx="8" cy="8" r="5.5" />;
    case "half":
      return (
        <>
          <path d="M2.5 2.5h11v11h-11z" />
          <path class="sign-fill" d="M2.5 2.5h5.5v11h-5.5z" />
        </>
      );
    case "square":
      return <path class="sign-fill" d="M3 3h10v10H3z" />;
    case "triangle":
      return <path class="sign-fill" d="M8 3 14 13.5H2z" stroke-linejoin="round" />;
    case "dashed":
      return <circle cx="8" cy="8" r="5.5" stroke-dasharray="3.4 2.36" />;
    case "check":
      return <path d="m2 8.5 4 4.5 8-10" />;
    case "cross":
      return <path d="m3 3 10 10M13 3 3 13" />;
    case "info":
      return (
        <>
          <circle cx="8" cy="8" r="7" />
          <path d="M8 7v5M8 4v1.5" />
        </>
      );
    case "file":
      return <path d="M8 1.5v9M4 7l4 4 4-4M2 14.5h12" />;
    case "up":
      return <path d="M8 14V3M3.5 7.5 8 3l4.5 4.5" />;
    case "down":
      return <path d="M8 2v11m4.5-4.5L8 13 3.5 8.5" />;
    case "phone":
      return (
        <path d="M5.5 2h-3c0 6.5 5 11.5 11.5 11.5v-3L10.5 9 9 10.5C7.5 9.7 6.3 8.5 5.5 7L7 5.5z" />
      );
  }
}
