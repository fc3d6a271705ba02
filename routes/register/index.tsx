import {
  ConsentBox,
  CsrfField,
  DateField,
  type DateValue,
  EitherField,
  errorOf,
  ErrorSummary,
  type FieldError,
  PhoneField,
  SubmitButton,
  TextField,
  titleWithErrors,
  typedDate,
} from "../../components/page/form.tsx";
import { DocumentText } from "../../components/page/document_text.tsx";
import { localDateOf } from "../../domain/local_date.ts";
import { MISMATCH_MESSAGE, WARD_MESSAGE } from "../../domain/registration.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { define, type State } from "../../state.ts";
import { keepChallenge } from "../(_frame)/challenge_cookie.ts";
import { formText } from "../(_frame)/form_text.ts";
import { Frame } from "../(_frame)/frame.tsx";

interface Typed {
  surname: string;
  name: string;
  patronymic: string;
  birthDate: DateValue;
  policyNumber: string;
  personnelNumber: string;
  phone: string;
  email: string;
  userAgreement: boolean;
  personalData: boolean;
}

const EMPTY: Typed = {
  surname: "",
  name: "",
  patronymic: "",
  birthDate: { day: "", month: "", year: "" },
  policyNumber: "",
  personnelNumber: "",
  phone: "",
  email: "",
  userAgreement: false,
  personalData: false,
};

export const handler = define.handlers({
  async GET(ctx) {
    return { data: { typed: EMPTY, errors: [], documents: await documents(ctx.state) } };
  },

  async POST(ctx) {
    const { state } = ctx;
    const typed = readTyped(state.form);
    const { birthDate, userAgreement, personalData, ...rest } = typed;
    const asked = await state.useCases.requestRegistration({
      form: {
        ...rest,
        birthDay: birthDate.day,
        birthMonth: birthDate.month,
        birthYear: birthDate.year,
      },
      accepted: new Set([
        ...(userAgreement ? ["user_agreement" as const] : []),
        ...(personalData ? ["personal_data" as const] : []),
      ]),
      ip: state.ip,
      userAgent: state.userAgent,
    });
    if (asked.ok) {
      keepChallenge(state, asked.challengeId);
      return ctx.redirect("/login/code", 303);
    }
    return {
      data: { typed, errors: errorsOf(asked), documents: await documents(state) },
      status: asked.reason === "too_many" ? 429 : 422,
    };
  },
});

type Refused = Extract<
  Awaited<ReturnType<State["useCases"]["requestRegistration"]>>,
  { ok: false }
>;

/** In the order of the page, so that the summary's first link is the first field to mend. */
const FIELDS = [
  "surname",
  "name",
  "patronymic",
  "birthDate",
  "policyNumber",
  "phone",
  "email",
  "userAgreement",
  "personalData",
] as const;

const NOT_TAKEN = "Данные не\u00a0приняты";

function errorsOf(refused: Refused): FieldError[] {
  switch (refused.reason) {
    case "fields":
      return FIELDS.flatMap((field) => {
        const message = refused.errors[field];
        return message ? [{ field, message }] : [];
      });
    case "mismatch":
      return [{ field: "registration", message: MISMATCH_MESSAGE }];
    case "ward":
      return [{ field: "registration", heading: NOT_TAKEN, message: WARD_MESSAGE }];
    case "too_many":
      return [{
        field: "registration",
        heading: NOT_TAKEN,
        message: "Слишком много попыток подряд. Подождите час или позвоните на медпульт",
      }];
  }
}

function readTyped(form: FormData): Typed {
  return {
    surname: formText(form, "surname"),
    name: formText(form, "name"),
    patronymic: formText(form, "patronymic"),
    birthDate: typedDate(form, "birthDate"),
    policyNumber: formText(form, "policyNumber"),
    personnelNumber: formText(form, "personnelNumber"),
    phone: formText(form, "phone"),
    email: formText(form, "email"),
    userAgreement: form.has("userAgreement"),
    personalData: form.has("personalData"),
  };
}

function documents(state: State) {
  return state.useCases.currentDocuments(localDateOf(state.now, "Asia/Yekaterinburg"));
}

export default define.page<typeof handler>(function Register({ data, state }) {
  const { typed, errors } = data;
  const error = (field: string) => errorOf(errors, field);
  const { user_agreement: agreement, personal_data: personalData } = data.documents;
  return (
    <Frame
      state={state}
      title={titleWithErrors("Регистрация", errors)}
      active="register"
    >
      <div class="columns">
        <div class="sheet">
          <ErrorSummary errors={errors} />
          <h1>Регистрация</h1>
          <p>
            Данные сверим с теми, что передал работодатель. Поля со звездочкой «*» обязательны.
          </p>
          <form class="form" method="post" action="/register" novalidate id="registration">
            <CsrfField token={state.csrfToken} />
            <TextField
              name="surname"
              label="Фамилия"
              autocomplete="family-name"
              value={typed.surname}
              error={error("surname")}
              required
            />
            <TextField
              name="name"
              label="Имя"
              autocomplete="given-name"
              value={typed.name}
              error={error("name")}
              required
            />
            <TextField
              name="patronymic"
              label="Отчество"
              autocomplete="additional-name"
              value={typed.patronymic}
              error={error("patronymic")}
              hint="Если есть"
            />
            <DateField
              name="birthDate"
              label="Дата рождения"
              hint="Например, 7 11 1985. Проверьте год: в нем ошибаются чаще всего"
              autocomplete="bday"
              value={typed.birthDate}
              error={error("birthDate")}
              required
            />
            <EitherField
              name="number"
              label="Номер полиса или табельный номер"
              hint="Достаточно одного из двух"
            >
              <TextField
                name="policyNumber"
                label="Номер полиса"
                autocomplete="off"
                value={typed.policyNumber}
                error={error("policyNumber")}
              />
              <TextField
                name="personnelNumber"
                label="Табельный номер"
                autocomplete="off"
                value={typed.personnelNumber}
              />
            </EitherField>
            <PhoneField
              name="phone"
              label="Номер телефона"
              hint="10 цифр: тот номер, который знает работодатель. На него придет код"
              value={typed.phone}
              error={error("phone")}
              required
            />
            <TextField
              name="email"
              type="email"
              label="Электронная почта"
              hint="Сюда придут напоминания и чеки"
              autocomplete="email"
              inputmode="email"
              value={typed.email}
              error={error("email")}
              required
            />
            <ConsentBox
              name="userAgreement"
              title={agreement.title}
              version={`Версия ${agreement.version} от ${dayAndYear(agreement.effectiveFrom)}`}
              text={<DocumentText body={agreement.body} headingLevel={3} />}
              checked={typed.userAgreement}
              error={error("userAgreement")}
            >
              Я прочитал(а) соглашение и принимаю его
            </ConsentBox>
            <ConsentBox
              name="personalData"
              title={personalData.title}
              version={`Версия ${personalData.version} от ${
                dayAndYear(personalData.effectiveFrom)
              }`}
              text={<DocumentText body={personalData.body} headingLevel={3} />}
              checked={typed.personalData}
              error={error("personalData")}
            >
              Я подтверждаю и даю согласие на обработку моих персональных данных
            </ConsentBox>
            <SubmitButton>Отправить</SubmitButton>
          </form>
          <p>
            Уже зарегистрированы? <a href="/login">Авторизация</a>
          </p>
        </div>
        <aside class="sheet sheet-aside">
          <h2>Что понадобится</h2>
          <dl class="reasons">
            <dt>Номер полиса или табельный номер</dt>
            <dd>Оба знает отдел кадров, хватит одного.</dd>
            <dt>Телефон, который знает работодатель</dt>
            <dd>
              На&nbsp;него придет код. Если работодатель номера не&nbsp;передал, его сверит
              сотрудник страховой.
            </dd>
            <dt>18&nbsp;лет</dt>
            <dd>Полис ребенка видит его законный представитель в&nbsp;своем кабинете.</dd>
          </dl>
          <p>
            Не&nbsp;совпали данные? <a href="/help#register">Что проверить</a>
          </p>
        </aside>
      </div>
    </Frame>
  );
});
