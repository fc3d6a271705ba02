/** What an error page says: what happened, what it means for the person, what to do. */
export interface FailureWords {
  title: string;
  /** A paragraph each; the first is the answer. */
  text: readonly string[];
  /** Whether the same page is worth asking for again. */
  retry: "now" | "later" | null;
}

/** Whose page it is: each kind of person is told what helps them. */
export type PageKind = "cabinet" | "staff" | "employer";

const PAYMENT_IS_SAFE =
  "Если вы платили, второй раз платить не\u00a0нужно: банк сообщит нам о\u00a0платеже и\u00a0без этой страницы.";

const FORMS: Record<string, Omit<FailureWords, "retry">> = {
  origin: {
    title: "Форма пришла не\u00a0с\u00a0нашей страницы",
    text: [
      "Мы ее не\u00a0приняли, ничего не\u00a0изменилось.",
      "Откройте сайт по\u00a0его обычному адресу и\u00a0отправьте форму снова.",
    ],
  },
  token: {
    title: "Страница устарела, форма не\u00a0отправлена",
    text: [
      "Ничего не\u00a0изменилось: вы вошли или вышли в\u00a0другой вкладке, или прошло много времени.",
      "Откройте страницу заново и\u00a0отправьте форму снова.",
    ],
  },
  too_large: {
    title: "Слишком большой файл или текст",
    text: [
      "Ничего не\u00a0принято: файл может быть до\u00a032\u00a0МБ, форма с\u00a0текстом\u00a0— до\u00a0256\u00a0КБ.",
      "Файл разделите на\u00a0части или сохраните как CSV.",
    ],
  },
  unreadable: {
    title: "Не\u00a0получилось прочитать форму",
    text: ["Ничего не\u00a0изменилось. Откройте страницу заново и\u00a0отправьте форму снова."],
  },
};

/** What a 503 says of the work that waits meanwhile. */
const WAITING: Record<PageKind, string> = {
  cabinet: "Сегодня последний день оплаты? Позвоните на\u00a0медпульт, скажем, что делать.",
  staff: "Файлы и\u00a0счета, которые уже приняты, обрабатываются дальше и\u00a0без этой страницы.",
  employer: "Отчет не\u00a0пропадет: срок подтверждения от\u00a0этого не\u00a0меняется.",
};

const NOT_FOUND: Record<PageKind, readonly string[]> = {
  cabinet: [
    "Проверьте адрес. Счета и\u00a0полисы видит только их хозяин.",
    "Пришли по\u00a0ссылке из\u00a0письма или СМС? Войдите с\u00a0тем телефоном, на\u00a0который она пришла.",
  ],
  staff: [
    "Записи с\u00a0таким адресом нет: проверьте номер.",
    "Человека найдите по\u00a0фамилии или номеру полиса, счет и\u00a0файл\u00a0— на\u00a0странице человека или в\u00a0списках.",
  ],
  employer: [
    "Проверьте адрес. Отчеты видит только тот работодатель, о\u00a0чьих сотрудниках они составлены.",
    "Пришли по\u00a0ссылке из\u00a0письма? Войдите с\u00a0той почтой, на\u00a0которую оно пришло.",
  ],
};

/**
 * The words for a status.
 *
 * @param reason of a form that was not taken; nothing else of an error reaches the page
 * @param sent whether the request was a form, whose fate a failure may leave open
 */
export function failureWords(
  { status, reason, sent, kind }: {
    status: number;
    reason: string;
    sent: boolean;
    kind: PageKind;
  },
): FailureWords {
  if (status === 503) {
    return {
      title: kind === "staff" ? "Страницы ненадолго недоступны" : "Кабинет ненадолго недоступен",
      text: [
        "Попробуйте через 5\u00a0минут: мы уже чиним.",
        ...fateOf(sent, kind),
        WAITING[kind],
      ],
      retry: sent ? null : "later",
    };
  }
  if (status >= 500) {
    return {
      title: "У\u00a0нас ошибка",
      text: ["Мы уже знаем о\u00a0ней. Обновите страницу через минуту.", ...fateOf(sent, kind)],
      retry: sent ? null : "later",
    };
  }
  if (status === 404) {
    return { title: "Такой страницы нет", text: NOT_FOUND[kind], retry: null };
  }
  const form = Object.hasOwn(FORMS, reason) ? FORMS[reason] : undefined;
  return {
    title: "Не\u00a0получилось",
    text: ["Откройте страницу заново и\u00a0попробуйте снова."],
    ...form,
    retry: null,
  };
}

function fateOf(sent: boolean, kind: PageKind): string[] {
  return [
    sent
      ? [
        "Форма могла не\u00a0дойти: прежде чем отправить ее снова, проверьте, не\u00a0изменилось\u00a0ли что-то.",
      ]
      : [],
    kind === "cabinet" ? [PAYMENT_IS_SAFE] : [],
  ].flat();
}
