import type { ComponentChildren } from "preact";
import type { LocalDate } from "../../domain/local_date.ts";
import { formatRoubles, kopecks, share, subtract } from "../../domain/money.ts";
import { formatRate, numbered } from "../../domain/russian.ts";
import { Five } from "../page/five.tsx";
import { forPerson } from "../page/person_switch.tsx";
import { PolicyStatus, type PolicyStatusProps } from "../page/status.tsx";
import { policyTerm } from "./policy_term.ts";

export interface PolicyCardProps {
  policyId: number;
  /** The one person whose policies are shown, carried on by links; null while it is everybody's. */
  shownId: number | null;
  number: string;
  /** «Групповая программа», «Экстренная помощь» */
  programme: string;
  personName: string;
  startsOn: LocalDate;
  endsOn: LocalDate;
  status: PolicyStatusProps;
  today: LocalDate;
  /** Activation form, what to pay, files. */
  children?: ComponentChildren;
}

export function PolicyCard(props: PolicyCardProps) {
  const {
    policyId,
    shownId,
    number,
    programme,
    personName,
    startsOn,
    endsOn,
    status,
    today,
    children,
  } = props;
  const id = `policy-${number.replace(/[^\p{L}\p{N}]+/gu, "-")}`;
  return (
    <article class="sheet policy" aria-labelledby={id}>
      <div class="policy-head">
        <h2 id={id}>
          Полис ДМС <span class="nb">{numbered(number)}</span>
        </h2>
        <PolicyStatus {...status} />
      </div>
      <dl class="facts">
        <dt>Застрахован</dt>
        <dd>{personName}</dd>
        <dt>Программа</dt>
        <dd>{programme}</dd>
        <dt>Срок</dt>
        <dd>
          {policyTerm({ startsOn, endsOn }, today)}
        </dd>
      </dl>
      {children}
      <PolicyLinks
        policyId={policyId}
        shownId={shownId}
        number={number}
        status={status}
        from="list"
      />
    </article>
  );
}

export interface PolicyLinksProps {
  policyId: number;
  shownId: number | null;
  number: string;
  status: PolicyStatusProps;
  /** Where the links stand: none leads there. */
  from: "list" | "story" | "programme" | "card";
}

/** The pages of one policy. A policy that is over has no card to show any more. */
export function PolicyLinks(props: PolicyLinksProps) {
  const { policyId, shownId, number, status, from } = props;
  const links = [
    { to: "programme", path: "/programme", text: "Программа и\u00a0клиники" },
    { to: "card", path: "/card", text: "Показать в\u00a0клинике" },
    { to: "story", path: "", text: "Что было и\u00a0что будет" },
  ].filter(({ to }) =>
    to !== from && (to !== "card" || !["ended", "called_off"].includes(status.kind))
  );
  return (
    <nav class="links" aria-label={`Полис ${numbered(number)}`}>
      {links.map(({ to, path, text }) => (
        <a key={to} class="link" href={forPerson(`/policies/${policyId}${path}`, shownId)}>
          {text}
          <span class="vh">, полис {numbered(number)}</span>
        </a>
      ))}
    </nav>
  );
}

/** What a franchise is, in one figure, told before it is agreed to. */
export function FranchiseExample({ rate }: { rate: number }) {
  const cost = kopecks(100_000);
  const yours = share(cost, rate);
  const insurers = subtract(cost, yours);
  return (
    <section class="stack" aria-labelledby="franchise-example">
      <h2 id="franchise-example">Что такое франшиза</h2>
      <p>
        Это ваши {formatRate(rate)} от&nbsp;цены каждой услуги. Услуга{" "}
        <span class="nb">{formatRoubles(cost)}</span>: страховая платит{" "}
        <span class="nb">{formatRoubles(insurers)}</span>, вы&nbsp;—{" "}
        <span class="nb">{formatRoubles(yours)}</span>.
      </p>
      <Five yours={yours} insurers={insurers} rate={rate} />
      <p class="muted">В&nbsp;клинике платить не&nbsp;нужно: счет придет сюда.</p>
    </section>
  );
}
