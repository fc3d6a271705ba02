import type { ComponentChildren } from "preact";
import { aboutAccount, aboutPrivacy } from "./account_questions.tsx";
import { aboutInvoices, aboutUnpaid } from "./invoice_questions.tsx";

/** As people ask it; the first sentence of the answer is the answer. */
export interface Question {
  /** An anchor of its own, where something links to it. */
  id?: string;
  question: string;
  answer: ComponentChildren;
}

export interface Topic {
  id: string;
  title: string;
  questions: readonly Question[];
}

/** Who reads: links lead to where the thing is done for them. */
export interface Reader {
  loggedIn: boolean;
}

export function helpTopics(reader: Reader): Topic[] {
  return [
    beginning(reader),
    activation(reader),
    aboutInvoices(reader),
    aboutUnpaid(reader),
    aboutPrivacy(reader),
    aboutAccount(reader),
  ];
}

function beginning({ loggedIn }: Reader): Topic {
  return {
    id: "register",
    title: "Регистрация и вход",
    questions: [
      {
        question: "Как зарегистрироваться?",
        answer: (
          <>
            <p>
              {loggedIn ? "Вы уже зарегистрированы. Для коллеги: откройте" : "Откройте"}{" "}
              <a href="/register">регистрацию</a>: на&nbsp;ней нужны имя, дата рождения, номер
              полиса или табельный номер, телефон и&nbsp;почта.
            </p>
            <p>
              Пишите так, как записано у&nbsp;работодателя. На&nbsp;телефон придет код, введите
              его&nbsp;— и&nbsp;кабинет открыт.
            </p>
          </>
        ),
      },
      {
        question: "Пишет, что данные не совпали. Что проверить?",
        answer: (
          <p>
            Прежде всего год рождения: в&nbsp;нем ошибаются чаще всего. Потом номер полиса
            и&nbsp;телефон: нужен тот, который знает отдел кадров. Что именно не&nbsp;совпало, мы
            не&nbsp;говорим, чтобы никто не&nbsp;подобрал ваши данные. Не&nbsp;получается&nbsp;—
            позвоните на&nbsp;медпульт.
          </p>
        ),
      },
      {
        question: "Код из СМС не приходит",
        answer: (
          <p>
            Подождите минуту и&nbsp;нажмите «Отправить код снова». Код действует 5&nbsp;минут,
            годится последний. Если номер в&nbsp;кабинете не&nbsp;зарегистрирован, СМС
            не&nbsp;придет: пройдите{" "}
            <a href="/register">регистрацию</a>. Слишком много кодов подряд&nbsp;— подождите
            столько, сколько скажет страница.
          </p>
        ),
      },
      {
        question: "Можно ли зарегистрировать ребенка?",
        answer: (
          <p>
            Нет, регистрируются с&nbsp;18&nbsp;лет. Полис и&nbsp;счета ребенка или подопечного видит
            и&nbsp;оплачивает законный представитель, которого назвал работодатель, в&nbsp;своем
            кабинете.
          </p>
        ),
      },
    ],
  };
}

function activation({ loggedIn }: Reader): Topic {
  return {
    id: "activate",
    title: "Активация полиса",
    questions: [
      {
        question: "Как активировать франшизу?",
        answer: (
          <p>
            {loggedIn
              ? (
                <>
                  Откройте <a href="/policies">«Мои полисы»</a>
                </>
              )
              : (
                <>
                  <a href="/login?next=%2Fpolicies">Войдите</a> и&nbsp;откройте «Мои полисы»
                </>
              )}, прочитайте «Порядок оказания медицинских услуг с&nbsp;франшизой», отметьте
            согласие и&nbsp;нажмите «Отправить». Сделайте это до&nbsp;первого визита в&nbsp;клинику.
          </p>
        ),
      },
      {
        question: "Когда можно идти в клинику?",
        answer: (
          <p>
            Со&nbsp;следующего рабочего дня после согласия. День назовем сразу; выходные
            и&nbsp;праздники пропускаются, а&nbsp;обещанный день уже не&nbsp;станет позже.
          </p>
        ),
      },
      {
        question: "Нужно ли платить в клинике?",
        answer: (
          <p>
            Нет. Покажите полис, счет за&nbsp;ваши 20&nbsp;% придет в&nbsp;кабинет. Если
            в&nbsp;клинике просят оплатить услугу по&nbsp;программе, позвоните на&nbsp;медпульт.
          </p>
        ),
      },
    ],
  };
}
