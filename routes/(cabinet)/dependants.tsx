import { DependantCard, FormerDependantCard } from "../../components/policy/dependant_card.tsx";
import { Empty } from "../../components/page/empty.tsx";
import { policyStatus } from "../../components/policy/policy_status.ts";
import { defineInsured } from "../../state.ts";
import { Frame } from "../(_frame)/frame.tsx";
import { awaitsConsent } from "../(_frame)/policies_data.ts";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    return { data: await useCases.readDependants({ viewer: owner, ip }) };
  },
});

export default defineInsured.page<typeof handler>(function DependantsPage({ data, state }) {
  const { today } = state;
  const { dependants, former } = data;
  return (
    <Frame state={state} title="За кого вы отвечаете" active="profile">
      <h1>За&nbsp;кого вы отвечаете</h1>
      <div class="columns">
        <div class="stack">
          {dependants.length + former.length === 0 && (
            <Empty title="Только за себя">
              Ребенка или подопечного сюда добавит работодатель: он передает список застрахованных.
            </Empty>
          )}
          {dependants.map(({ person, policies, owed }) => (
            <DependantCard
              key={person.personId}
              person={person}
              policies={policies.map((policy) => ({
                id: policy.id,
                number: policy.number,
                status: policyStatus(policy, today),
                awaitsConsent: awaitsConsent(policy, today),
              }))}
              owed={owed}
              today={today}
            />
          ))}
          {former.map((owed) => (
            <FormerDependantCard
              key={owed[0]!.insuredId}
              person={{ ...owed[0]!, personId: owed[0]!.insuredId, ward: false }}
              owed={owed}
              today={today}
            />
          ))}
        </div>
        <aside class="sheet sheet-aside">
          <section class="stack" aria-labelledby="duties">
            <h2 id="duties">Что делаете вы</h2>
            <p>
              За&nbsp;ребенка или подопечного согласие на&nbsp;франшизу даете вы. Счета и&nbsp;СМС
              приходят вам, оплачиваете их вы.
            </p>
            <p>
              До&nbsp;18&nbsp;лет зарегистрироваться в&nbsp;кабинете нельзя, даже со&nbsp;своим
              телефоном. Взрослый под опекой тоже не&nbsp;регистрируется.
            </p>
          </section>
          <section class="section" aria-labelledby="of-age">
            <h2 id="of-age">Когда исполнится 18&nbsp;лет</h2>
            <ul>
              <li>С&nbsp;этого дня человек регистрируется сам и&nbsp;сам дает согласия.</li>
              <li>Согласие, которое вы дали за&nbsp;него, действует дальше.</li>
              <li>Новые счета приходят ему, и&nbsp;платит он. Вы их не&nbsp;увидите.</li>
              <li>
                Счета, выставленные до&nbsp;этого дня, остаются за&nbsp;вами: они в&nbsp;ваших
                счетах, пока вы их не&nbsp;оплатите, и&nbsp;после.
              </li>
            </ul>
          </section>
        </aside>
      </div>
    </Frame>
  );
});
