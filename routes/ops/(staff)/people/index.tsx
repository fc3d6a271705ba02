import { DataTable } from "../../../../components/page/data_table.tsx";
import { Empty } from "../../../../components/page/empty.tsx";
import { SubmitButton, TextField } from "../../../../components/page/form.tsx";
import { fullName } from "../../../../domain/person_name.ts";
import { dayAndYear } from "../../../../domain/russian.ts";
import { defineOps } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { typedText } from "../../../(_frame)/typed_text.ts";
import { actorOf } from "../../(_staff)/staff_actor.ts";

/** A shorter query would show half of the insured. */
const SHORTEST_QUERY = 2;

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const query = typedText(url.searchParams.get("q") ?? "");
    const people = query.length < SHORTEST_QUERY
      ? null
      : await state.useCases.findPeople({ query, actor: actorOf(state) });
    return { data: { query, people } };
  },
});

export default defineOps.page<typeof handler>(function People({ data, state }) {
  const { query, people } = data;
  return (
    <OpsFrame state={state} title="Люди" current="/ops/people">
      <h1>Люди</h1>
      <div class="stack">
        <form class="filters" method="get" action="/ops/people" role="search">
          <TextField
            name="q"
            type="search"
            label="ФИО или номер полиса"
            hint="Начала слов: «Образц Май», или начало номера, от двух знаков. Кого вы нашли и открыли, записывается в журнал"
            value={query}
          />
          <SubmitButton>Найти</SubmitButton>
        </form>
        {people !== null && (
          <DataTable
            caption="Найденные люди"
            rows={people}
            rowKey={(person) => person.id}
            empty={
              <Empty title="Никого не нашли">
                Проверьте написание или ищите по номеру полиса.
              </Empty>
            }
            columns={[
              {
                key: "name",
                title: "ФИО",
                cell: (person) => <a href={`/ops/people/${person.id}`}>{fullName(person)}</a>,
              },
              {
                key: "birth",
                title: "Дата рождения",
                cell: (person) => dayAndYear(person.birthDate),
              },
              { key: "employer", title: "Работодатель", cell: (person) => person.employer },
              {
                key: "number",
                title: "Табельный номер",
                cell: (person) => person.personnelNumber,
              },
              {
                key: "policies",
                title: "Полисы",
                cell: (person) => person.policyNumbers.join(", "),
              },
            ]}
          />
        )}
      </div>
    </OpsFrame>
  );
});
