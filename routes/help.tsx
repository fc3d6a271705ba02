import { formatPhone, internationalPhone } from "../domain/phone.ts";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";
import { helpTopics } from "./(_help)/questions.tsx";

export default define.page(function Help({ state }) {
  const { owner, site: { deskPhone } } = state;
  const topics = helpTopics({ loggedIn: owner?.kind === "insured" });
  return (
    <Frame state={state} title="Помощь" active="help">
      <div class="with-contents">
        <header class="stack-tight">
          <h1>Помощь</h1>
          <p>
            Медицинский пульт, круглосуточно:{" "}
            <a class="nb" href={`tel:${internationalPhone(deskPhone)}`}>{formatPhone(deskPhone)}</a>
          </p>
        </header>
        <nav class="contents" aria-label="Темы">
          <ul>
            {topics.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="sheet">
          {topics.map(({ id, title, questions }) => (
            <section key={id} class="topic" aria-labelledby={id}>
              <h2 id={id}>{title}</h2>
              {questions.map(({ id, question, answer }) => (
                <div key={question} class="question" id={id}>
                  <h3>{question}</h3>
                  {answer}
                </div>
              ))}
            </section>
          ))}
        </div>
      </div>
    </Frame>
  );
});
