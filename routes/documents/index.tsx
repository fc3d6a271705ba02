import { Mark } from "../../components/page/status.tsx";
import { unbroken } from "../../components/page/text.ts";
import { localDateOf } from "../../domain/local_date.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { define } from "../../state.ts";
import { Frame } from "../(_frame)/frame.tsx";
import { type Placed, placed } from "./(_versions)/placed.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { useCases, now } = ctx.state;
    const versions = await useCases.listDocuments();
    return { data: placed(versions, localDateOf(now, "Asia/Yekaterinburg")) };
  },
});

export default define.page<typeof handler>(function Documents({ data, state }) {
  const kinds = [...new Set(data.map(({ kind }) => kind))];
  return (
    <Frame state={state} title="Документы">
      <div class="sheet">
        <h1>Документы</h1>
        <p>
          Все версии того, с&nbsp;чем соглашаются в&nbsp;кабинете. Какую приняли вы, видно{" "}
          <a href="/profile">в&nbsp;профиле</a>.
        </p>
        {kinds.map((kind) => {
          const versions = data.filter((version) => version.kind === kind);
          const current = versions.find(({ place }) => place === "in_force") ?? versions[0]!;
          return (
            <section key={kind} class="section" aria-labelledby={kind}>
              <h2 id={kind}>{current.title}</h2>
              <ul class="records">
                {versions.map((version) => <Version key={version.id} version={version} />)}
              </ul>
            </section>
          );
        })}
      </div>
    </Frame>
  );
});

function Version({ version }: { version: Placed }) {
  const { kind, title, effectiveFrom, until, place, sha256 } = version;
  return (
    <li class="record">
      <p class="record-title">
        <a class="link" href={`/documents/${kind}/${version.version}`}>
          Версия&nbsp;{version.version}
          <span class="vh">: {title}</span>
        </a>
      </p>
      <p>
        {place === "in_force" && <Mark tone="paid" sign="check">Действует</Mark>}
        {place === "past" && <Mark tone="ended" sign="cross">Больше не действует</Mark>}
        {place === "ahead" && <Mark tone="to-pay" sign="dashed">Еще не действует</Mark>}
      </p>
      <p class="record-note">
        {unbroken(`С ${dayAndYear(effectiveFrom)}`)}
        {until && unbroken(` по ${dayAndYear(until)}`)}
      </p>
      <p class="record-note">
        SHA-256 <code class="hash">{sha256}</code>
      </p>
    </li>
  );
}
