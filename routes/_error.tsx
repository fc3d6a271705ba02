import { HttpError } from "fresh";
import { define } from "../state.ts";
import { Frame } from "./(_frame)/frame.tsx";

export default define.page(function Failure({ error, state }) {
  const { title, text } = wordsOf(error instanceof HttpError ? error.status : 500);
  const words = (
    <div class="sheet">
      <h1>{title}</h1>
      <p>{text}</p>
      <p class="actions">
        <a class="button" href="/">На&nbsp;главную</a>
      </p>
    </div>
  );
  // Where the failure came before the state was made, there is nothing to frame it with.
  const framed = state.site !== undefined && state.csrfToken !== undefined;
  return framed
    ? <Frame state={state} title={title} width="narrow">{words}</Frame>
    : <main class="page page-narrow" id="main">{words}</main>;
});

function wordsOf(status: number): { title: string; text: string } {
  if (status === 404) {
    return {
      title: "Такой страницы нет",
      text: "Проверьте адрес. Если вы пришли по ссылке из письма или СМС, войдите в кабинет: " +
        "счета и полисы видит только их хозяин.",
    };
  }
  if (status < 500) {
    return {
      title: "Не получилось",
      text: "Вернитесь назад, обновите страницу и попробуйте снова.",
    };
  }
  return {
    title: "У нас ошибка",
    text: "Мы уже знаем о ней. Ничего не потеряно: обновите страницу через минуту. " +
      "Если вы платили, второй раз платить не нужно — проверьте «Мои счета».",
  };
}
