import { HttpError } from "fresh";
import { chaptersOf, DocumentText } from "../../../components/page/document_text.tsx";
import { BackLink } from "../../../components/page/layout.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { unbroken } from "../../../components/page/text.ts";
import { localDateOf } from "../../../domain/local_date.ts";
import { dayAndYear } from "../../../domain/russian.ts";
import { define } from "../../../state.ts";
import { Frame } from "../../(_frame)/frame.tsx";
import { placed } from "../(_versions)/placed.ts";

const KINDS = ["user_agreement", "personal_data", "franchise_terms"] as const;

export const handler = define.handlers({
  async GET(ctx) {
    const { useCases, now } = ctx.state;
    const kind = KINDS.find((known) => known === ctx.params["kind"]);
    const number = ctx.params["version"] ?? "";
    if (!kind || !/^[1-9]\d{0,3}$/.test(number)) throw new HttpError(404);
    const [document, versions] = await Promise.all([
      useCases.readDocument({ kind, version: Number(number) }),
      useCases.listDocuments(),
    ]);
    if (document === null) throw new HttpError(404);
    const today = localDateOf(now, "Asia/Yekaterinburg");
    const own = placed(versions, today).filter((version) => version.kind === kind);
    const { place, until } = own.find(({ version }) => version === document.version)!;
    const current = own.find((version) => version.place === "in_force") ?? null;
    return { data: { document, place, until, current } };
  },
});

export default define.page<typeof handler>(function LegalDocument({ data, state }) {
  const { document, place, until, current } = data;
  const { kind, version, title, effectiveFrom, body, sha256 } = document;
  return (
    <Frame state={state} title={`${title}, версия ${version}`}>
      <BackLink href="/documents">Документы</BackLink>
      <article class="with-contents">
        <header class="stack-tight">
          <h1>{title}</h1>
          <p class="muted">
            Версия&nbsp;{version}, действует {unbroken(`с ${dayAndYear(effectiveFrom)}`)}
            {until && unbroken(` по ${dayAndYear(until)}`)}
          </p>
          {place !== "in_force" && current && (
            <Notice
              tone="warn"
              title={place === "past"
                ? "Эта версия больше не действует"
                : "Эта версия еще не действует"}
            >
              <p>
                Сейчас в&nbsp;силе{" "}
                <a href={`/documents/${kind}/${current.version}`}>версия&nbsp;{current.version}</a>.
              </p>
            </Notice>
          )}
        </header>
        <nav class="contents" aria-label="Содержание">
          <ol class="plain-list">
            {chaptersOf(body).map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ol>
        </nav>
        <div class="sheet document-sheet">
          <div class="document">
            <DocumentText body={body} headingLevel={2} />
          </div>
          <p class="small muted">
            Контрольная сумма SHA-256: <code class="hash">{sha256}</code>
          </p>
        </div>
      </article>
    </Frame>
  );
});
