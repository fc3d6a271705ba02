const WORDS = {
  origin: {
    title: "Форма пришла не с нашей страницы",
    text: "Мы ее не приняли. Откройте кабинет по его обычному адресу и отправьте форму снова.",
  },
  token: {
    title: "Страница устарела",
    text: "Вы вошли или вышли в другой вкладке, или прошло много времени. " +
      "Вернитесь назад, обновите страницу и отправьте форму снова. Ничего не сохранено дважды.",
  },
  too_large: {
    title: "Слишком большой файл",
    text: "Мы принимаем файлы до 32 МБ. Разделите его на части или сохраните как CSV.",
  },
  unreadable: {
    title: "Не получилось прочитать форму",
    text: "Вернитесь назад, обновите страницу и отправьте форму снова.",
  },
} as const;

/** Why a form was not taken, and what to do. */
export function refusalPage(reason: keyof typeof WORDS) {
  const { title, text } = WORDS[reason];
  return (
    <main class="page page-narrow" id="main">
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">На главную</a>
      </p>
    </main>
  );
}
