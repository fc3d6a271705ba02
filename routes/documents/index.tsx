import { localDateOf } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { define } from "../../state.ts";
import { Frame } from "../(_frame)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const { useCases, now } = ctx.state;
    const current = await useCases.currentDocuments(localDateOf(now, "Asia/Yekaterinburg"));
    return { data: Object.values(current) };
  },
});

export default define.page<typeof handler>(function Documents({ data, state }) {
  return (
    <Frame state={state} title="Документы">
      <div class="sheet">
        <h1>Документы</h1>
        <ul>
          {data.map((document) => (
            <li key={document.id}>
              <a href={`/documents/${document.kind}/${document.version}`}>{document.title}</a>
              <p class="muted">
                Версия {document.version} от {dayAndYear(document.effectiveFrom)}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </Frame>
  );
});
