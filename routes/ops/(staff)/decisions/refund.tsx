import { HttpError } from "fresh";
import { formatRoubles, kopecks, sum } from "../../../../domain/money.ts";
import { fullName } from "../../../../domain/person_name.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import {
  DecisionPage,
  SecondMember,
  type Shown,
  takeReason,
} from "../../(_staff)/decision_form.tsx";
import { PROPOSAL_PROBLEMS } from "../../(_staff)/decision_words.ts";
import type { View } from "../../(_staff)/person_now.tsx";
import { actorOf, pathNumber } from "../../(_staff)/staff_actor.ts";

interface RefundData extends Shown<{ reason: string }> {
  view: View;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const view = await wantedPayer(ctx.state, ctx.url);
    const data: RefundData = { view, typed: { reason: "" }, errors: [], checked: false };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const view = await wantedPayer(state, url);
    const taken = await takeReason(
      state.form,
      (reason) =>
        state.useCases.proposeRefund({ personId: view.person.id, reason, actor: actorOf(state) }),
    );
    if ("location" in taken) return ctx.redirect(taken.location, 303);
    return { data: { view, ...taken.shown }, status: taken.status };
  },
});

async function wantedPayer(state: StaffState, url: URL): Promise<View> {
  const personId = pathNumber(url.searchParams.get("person") ?? undefined);
  const view = personId === null
    ? null
    : await state.useCases.readPerson({ personId, actor: actorOf(state) });
  if (view === null) throw new HttpError(404);
  return view;
}

export default defineOps.page<typeof handler>(function Refund({ data, state }) {
  const { person, cases } = data.view;
  const owed = sum(cases.map((invoice) => kopecks(Math.max(0, invoice.owedKopecks))));
  const free = formatRoubles(person.freeKopecks);
  return (
    <DecisionPage
      state={state}
      title="Вернуть деньги"
      person={person}
      obstacle={person.freeKopecks > 0 ? null : PROPOSAL_PROBLEMS.no_free_money}
      action={`/ops/decisions/refund?person=${person.id}`}
      shown={data}
      facts={
        <dl class="facts">
          <dt>Плательщик</dt>
          <dd>{fullName(person)}</dd>
          <dt>Лишние деньги</dt>
          <dd class="nb">{free}</dd>
          <dt>Не&nbsp;оплачено</dt>
          <dd>
            <span class="nb">{formatRoubles(owed)}</span>
            {owed > 0 && ". Зачесть лишнее в\u00a0эти счета нельзя: они уже выставлены"}
          </dd>
        </dl>
      }
      fields={null}
      hidden={{}}
      check={
        <>
          <p>
            Вернуть{" "}
            <b class="nb">{free}</b>. Банк вернет их туда, откуда человек платил, по одному или
            нескольким платежам, и&nbsp;пришлет чек возврата. Пока банк не&nbsp;ответил, этими
            деньгами не&nbsp;оплатить новый счет. Назад не&nbsp;вернуть.
          </p>
          <SecondMember />
        </>
      }
      send="Предложить"
    />
  );
});
