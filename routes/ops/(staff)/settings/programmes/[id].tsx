import { HttpError } from "fresh";
import { Empty } from "../../../../../components/page/empty.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { groupedNumber } from "../../../../../components/page/pagination.tsx";
import { Clinics } from "../../../../../components/policy/clinics.tsx";
import { Coverage } from "../../../../../components/policy/coverage.tsx";
import { clinicSearchQuery, readClinicSearch } from "../../../../../domain/clinic_search.ts";
import { formatDateTime } from "../../../../../domain/russian.ts";
import { defineOps } from "../../../../../state.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { INSURER_ZONE, pathNumber } from "../../../(_staff)/staff_actor.ts";

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const programmeId = pathNumber(ctx.params["id"]);
    const view = programmeId === null ? null : await state.useCases.readProgramme({
      programmeId,
      search: readClinicSearch(url.searchParams),
    });
    if (view === null) throw new HttpError(404);
    if (view.found.length === 0 && view.foundCount > 0) {
      return ctx.redirect(`${url.pathname}${clinicSearchQuery({ ...view.search, page: 1 })}`, 303);
    }
    return { data: { view } };
  },
});

export default defineOps.page<typeof handler>(function ProgrammePage({ data, state, url }) {
  const { view } = data;
  const { programme, items, search } = view;
  return (
    <OpsFrame state={state} title={programme.name} current="/ops/settings">
      <BackLink href="/ops/settings/programmes">Программы и&nbsp;клиники</BackLink>
      <h1>{programme.name}</h1>
      <div class="stack">
        <dl class="facts">
          <dt>Вид</dt>
          <dd>{programme.kind === "emergency" ? "Экстренная" : "Групповая"}</dd>
          <dt>Полисов</dt>
          <dd>{groupedNumber(programme.policies)}</dd>
          <dt>Загружена</dt>
          <dd>
            {programme.setAt === null
              ? "не\u00a0загружали: застрахованные видят телефон медпульта вместо списков"
              : formatDateTime(programme.setAt, INSURER_ZONE)}
          </dd>
        </dl>
        <section class="sheet" aria-labelledby="paid">
          <h2 id="paid">Что оплачено и&nbsp;что нет</h2>
          {items.length > 0
            ? <Coverage level={3} items={items} />
            : (
              <Empty title="Списка услуг пока нет">
                Появится, когда загрузят файл с&nbsp;листом «Программа».
              </Empty>
            )}
        </section>
        <Clinics
          programme={view}
          search={search}
          path={url.pathname}
          shownId={null}
          deskPhone={state.site.deskPhone}
        />
      </div>
    </OpsFrame>
  );
});
