import type { Payment, ProgrammeItem } from "../../domain/programme.ts";
import { Sign, type SignKind } from "../page/sign.tsx";

export interface CoverageProps {
  items: readonly ProgrammeItem[];
  /** Of the headings: 2, or 3 under a heading of their own. */
  level: 2 | 3;
}

const GROUPS: { kind: Payment; title: string; sign: SignKind }[] = [
  { kind: "paid", title: "Оплачено", sign: "check" },
  { kind: "paid_with_approval", title: "Оплачено по\u00a0согласованию", sign: "half" },
  { kind: "not_paid", title: "Не\u00a0оплачено", sign: "cross" },
];

/** What is paid, what is paid once the desk has agreed, and what is not: by word, sign and order. */
export function Coverage({ items, level }: CoverageProps) {
  const Heading = `h${level}` as const;
  return (
    <>
      {GROUPS.map(({ kind, title, sign }) => {
        const own = items.filter((item) => item.kind === kind);
        return own.length > 0 && (
          <section key={kind} class={level === 2 ? "section coverage" : "coverage"}>
            <Heading>{title}</Heading>
            {kind === "paid_with_approval" && (
              <p class="muted">
                До&nbsp;приема позвоните на&nbsp;медпульт: без согласования услугу не&nbsp;оплатят.
              </p>
            )}
            <ul class={`plain-list coverage-${kind.replaceAll("_", "-")}`}>
              {own.map((item) => (
                <li key={item.title}>
                  <Sign kind={sign} />
                  <span>
                    <b>{item.title}</b>
                    {item.detail && <span class="coverage-detail">{item.detail}</span>}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
