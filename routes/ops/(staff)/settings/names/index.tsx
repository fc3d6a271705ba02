import { DataTable } from "../../../../../components/page/data_table.tsx";
import { Empty } from "../../../../../components/page/empty.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { groupedNumber } from "../../../../../components/page/pagination.tsx";
import { dayAndYear } from "../../../../../domain/russian.ts";
import { localDateOf } from "../../../../../domain/local_date.ts";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { mayLook } from "../../../(_staff)/staff_access.ts";
import { INSURER_ZONE } from "../../../(_staff)/staff_actor.ts";

type Senders = Awaited<ReturnType<StaffState["useCases"]["readSenders"]>>;

interface NamesData extends Senders {
  renamed: boolean;
}

export const handler = defineOps.handlers({
  async GET({ state, url }) {
    const data: NamesData = {
      ...await state.useCases.readSenders(),
      renamed: url.searchParams.has("renamed"),
    };
    return { data };
  },
});

export default defineOps.page<typeof handler>(function Names({ data, state }) {
  const mayRename = mayLook(state.owner, "/ops/settings/names/:kind/:id");
  return (
    <OpsFrame state={state} title="Названия" current="/ops/settings">
      <BackLink href="/ops/settings">Настройки</BackLink>
      <h1>Клиники и&nbsp;работодатели: названия</h1>
      <div class="stack">
        {data.renamed && <Notice tone="done" role="status" title="Название изменено" />}
        <p>
          По&nbsp;названию узнаем, чей файл пришел. Кавычки, пробелы и&nbsp;заглавные буквы
          не&nbsp;важны. {mayRename ? "" : "Менять названия может администратор."}
        </p>
        <List title="Клиники" kind="clinics" rows={data.clinics} mayRename={mayRename} />
        <List title="Работодатели" kind="employers" rows={data.employers} mayRename={mayRename} />
      </div>
    </OpsFrame>
  );
});

interface ListProps {
  title: string;
  kind: "clinics" | "employers";
  rows: Senders["clinics"];
  mayRename: boolean;
}

function List({ title, kind, rows, mayRename }: ListProps) {
  return (
    <section class="stack" aria-labelledby={kind}>
      <h2 id={kind}>{title}</h2>
      <DataTable
        caption={title}
        rows={rows}
        rowKey={({ id }) => id}
        empty={<Empty title="Пока никого нет">Появятся, когда загрузят первый файл.</Empty>}
        columns={[
          { key: "name", title: "Название", cell: ({ name }) => name },
          {
            key: "files",
            title: "Файлов",
            align: "num",
            cell: ({ files }) => groupedNumber(files),
          },
          {
            key: "last",
            title: "Последний",
            cell: ({ lastFileAt }) =>
              lastFileAt === null ? "—" : dayAndYear(localDateOf(lastFileAt, INSURER_ZONE)),
          },
          ...mayRename
            ? [{
              key: "rename",
              title: "Что сделать",
              cell: ({ id, name }: Senders["clinics"][number]) => (
                <a href={`/ops/settings/names/${kind}/${id}`}>
                  Переименовать<span class="vh">: {name}</span>
                </a>
              ),
            }]
            : [],
        ]}
      />
    </section>
  );
}
