import { DataTable } from "../../../../../components/page/data_table.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { Mark } from "../../../../../components/page/status.tsx";
import { localDateOf } from "../../../../../domain/local_date.ts";
import { dayAndYear } from "../../../../../domain/russian.ts";
import { defineOps } from "../../../../../state.ts";
import { type Placed, placed } from "../../../../documents/(_versions)/placed.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { DOCUMENT_KINDS, type DocumentKind } from "../../../(_staff)/document_kinds.ts";
import { mayLook } from "../../../(_staff)/staff_access.ts";
import { INSURER_ZONE, pathNumber } from "../../../(_staff)/staff_actor.ts";

export const handler = defineOps.handlers({
  async GET({ state, url }) {
    const versions = await state.useCases.listDocuments();
    const added = pathNumber(url.searchParams.get("added") ?? undefined);
    return {
      data: {
        versions: placed(versions, localDateOf(state.now, INSURER_ZONE)),
        added: versions.find(({ id }) => id === added) ?? null,
      },
    };
  },
});

export default defineOps.page<typeof handler>(function Documents({ data, state }) {
  const { versions, added } = data;
  return (
    <OpsFrame state={state} title="Документы" current="/ops/settings">
      <BackLink href="/ops/settings">Настройки</BackLink>
      <h1>Документы</h1>
      <div class="stack">
        {added && (
          <Notice
            tone="done"
            role="status"
            title={`Версия ${added.version} записана: действует с\u00a0${
              dayAndYear(added.effectiveFrom)
            }`}
          >
            <p>{added.title}</p>
          </Notice>
        )}
        <p>
          С&nbsp;чем соглашаются в&nbsp;кабинете. Записанную версию изменить нельзя: исправляют
          новой.
        </p>
        {Object.entries(DOCUMENT_KINDS).map(([kind, { title, again }]) => (
          <section key={kind} class="stack" aria-labelledby={kind}>
            <h2 id={kind}>{title}</h2>
            <p>{again}</p>
            <Versions
              title={title}
              versions={versions.filter((one) =>
                one.kind === kind
              )}
            />
            {mayLook(state.owner, "/ops/settings/documents/:kind") && (
              <p>
                <a href={`/ops/settings/documents/${kind as DocumentKind}`}>
                  Новая версия<span class="vh">: {title}</span>
                </a>
              </p>
            )}
          </section>
        ))}
      </div>
    </OpsFrame>
  );
});

function Versions({ title, versions }: { title: string; versions: Placed[] }) {
  return (
    <DataTable
      caption={title}
      rows={versions}
      rowKey={(version) => version.id}
      empty={null}
      columns={[
        {
          key: "version",
          title: "Версия",
          cell: ({ kind, version }) => (
            <a href={`/documents/${kind}/${version}`}>
              {version}
              <span class="vh">, {title}</span>
            </a>
          ),
        },
        { key: "place", title: "Состояние", cell: (version) => <Place version={version} /> },
        {
          key: "from",
          title: "Действует с",
          cell: (version) => <span class="nb">{dayAndYear(version.effectiveFrom)}</span>,
        },
      ]}
    />
  );
}

function Place({ version: { place } }: { version: Placed }) {
  switch (place) {
    case "in_force":
      return <Mark tone="paid" sign="check">Действует</Mark>;
    case "past":
      return <Mark tone="ended" sign="cross">Больше не действует</Mark>;
    case "ahead":
      return <Mark tone="to-pay" sign="dashed">Еще не действует</Mark>;
  }
}
