import { HttpError } from "fresh";
import { DocumentText } from "../../../components/document_text.tsx";
import { BackLink } from "../../../components/layout.tsx";
import { dayAndYear } from "../../../domain/russian.ts";
import { define } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";

const KINDS = ["user_agreement", "personal_data", "franchise_terms"] as const;

export const handler = define.handlers({
  async GET(ctx) {
    const kind = KINDS.find((known) => known === ctx.params["kind"]);
    const version = ctx.params["version"] ?? "";
    const document = kind && /^[1-9]\d{0,3}$/.test(version)
      ? await ctx.state.useCases.readDocument({ kind, version: Number(version) })
      : null;
    if (document === null) throw new HttpError(404);
    return { data: document };
  },
});

export default define.page<typeof handler>(function LegalDocument({ data, state }) {
  return (
    <Frame state={state} title={data.title}>
      <BackLink href="/documents">Документы</BackLink>
      <article class="sheet document">
        <h1>{data.title}</h1>
        <p class="muted">
          Версия {data.version} от {dayAndYear(data.effectiveFrom)}
        </p>
        <DocumentText body={data.body} headingLevel={2} />
        <p class="muted">
          Контрольная сумма SHA-256: <code class="hash">{data.sha256}</code>
        </p>
      </article>
    </Frame>
  );
});
