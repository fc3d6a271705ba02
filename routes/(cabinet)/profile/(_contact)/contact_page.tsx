import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  PhoneField,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../components/page/form.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import type { ContactKind } from "../../../../domain/contact.ts";
import { formatPhone, type Phone } from "../../../../domain/phone.ts";
import type { InsuredState } from "../../../../state.ts";
import { Frame } from "../../../(_frame)/frame.tsx";
import { Mailbox } from "./mailbox.tsx";
import { keepChallenge } from "../../../(_frame)/challenge_cookie.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { knownWord } from "../../../(_frame)/known_word.ts";
import { tooManyCodes } from "../../../(_frame)/too_many_codes.ts";

/** Why a change that was begun has not come about: told on the form where it can be begun anew. */
export type Refusal = keyof typeof REFUSALS;

const REFUSALS = {
  taken: {
    title: "Этот номер уже записан за другим кабинетом",
    text: "Телефон не изменен. Если номер ваш, позвоните на медпульт: сотрудники всё проверят.",
  },
  overtaken: {
    title: "Контакт тем временем изменили",
    text: "Проверьте, что указано сейчас. Если нужно, введите новый еще раз.",
  },
  used: {
    title: "Этот код уже использован",
    text: "Каждый код действует один раз. Запросите новый.",
  },
  late: {
    title: "Код устарел",
    text: "Прошло больше 30 минут. Запросите новый код.",
  },
} as const;

export interface ContactData {
  /** As typed. */
  value: string;
  errors: FieldError[];
  /** Why the change that was begun before did not come about. */
  refusal: Refusal | null;
}

/** The empty form, or with what became of the change before it. */
export function contactForm(url: URL): { data: ContactData } {
  const refusal = knownWord(REFUSALS, url.searchParams.get("refused"));
  return { data: { value: "", errors: [], refusal } };
}

/**
 * Asks for the code to what was typed.
 *
 * @returns null where the code is on its way, else the form with its error
 */
export async function askForCode(
  state: InsuredState,
  kind: ContactKind,
): Promise<{ data: ContactData; status: number } | null> {
  const value = formText(state.form, kind);
  const { ip, userAgent, owner: { accountId } } = state;
  const asked = await state.useCases.requestContactChange({
    accountId,
    kind,
    value,
    ip,
    userAgent,
  });
  if (asked.ok) {
    keepChallenge(state, asked.challengeId);
    return null;
  }
  const data: ContactData = {
    value,
    errors: [{ field: kind, ...errorFor(kind, asked) }],
    refusal: null,
  };
  return { data, status: asked.reason === "too_many" ? 429 : 422 };
}

type RefusedRequest = Exclude<
  Awaited<ReturnType<InsuredState["useCases"]["requestContactChange"]>>,
  { ok: true }
>;

function errorFor(kind: ContactKind, refused: RefusedRequest): Omit<FieldError, "field"> {
  switch (refused.reason) {
    case "too_many":
      return tooManyCodes(refused);
    case "same":
      return { message: WORDS[kind].same };
    case "invalid":
      return { message: refused.error };
  }
}

const WORDS = {
  phone: {
    title: "Новый телефон",
    same: "Это ваш нынешний номер. Введите новый",
    then: "После смены входите с новым номером. На других устройствах вход завершится, " +
      "на прежний номер придет СМС.",
  },
  email: {
    title: "Новая почта",
    same: "Это ваша нынешняя почта. Введите новую",
    then: "После смены письма и чеки приходят на новый адрес. На прежний придет письмо об этом.",
  },
} as const;

export interface ContactPageProps {
  kind: ContactKind;
  data: ContactData;
  state: InsuredState;
}

export function ContactPage({ kind, data, state }: ContactPageProps) {
  const { value, errors, refusal } = data;
  const { title, then } = WORDS[kind];
  return (
    <Frame
      state={state}
      title={titleWithErrors(title, errors)}
      active="profile"
      width="narrow"
    >
      <div class="sheet">
        <ErrorSummary errors={errors} />
        {refusal && <Refused refusal={refusal} deskPhone={state.site.deskPhone} />}
        <h1>{title}</h1>
        <p>
          Сейчас: {kind === "phone"
            ? <b class="nb">{formatPhone(state.owner.phone)}</b>
            : <Mailbox address={state.owner.email} />}
        </p>
        <p class="muted">{then}</p>
        <form class="form" method="post" action={`/profile/${kind}`} novalidate>
          <CsrfField token={state.csrfToken} />
          {kind === "phone"
            ? (
              <PhoneField
                name="phone"
                label="Новый номер телефона"
                hint="10 цифр. Пришлем на него СМС с кодом"
                value={value}
                error={errorOf(errors, "phone")}
                required
              />
            )
            : (
              <TextField
                name="email"
                label="Новый адрес почты"
                hint="Как name@example.ru. Пришлем на него письмо с кодом"
                type="email"
                inputmode="email"
                autocomplete="email"
                value={value}
                error={errorOf(errors, "email")}
                required
              />
            )}
          <div class="actions">
            <SubmitButton>Отправить код</SubmitButton>
            <a class="link" href="/profile">Оставить как есть</a>
          </div>
        </form>
      </div>
    </Frame>
  );
}

function Refused({ refusal, deskPhone }: { refusal: Refusal; deskPhone: Phone }) {
  const { title, text } = REFUSALS[refusal];
  return (
    <Notice tone="late" role="status" title={title}>
      <p>
        {text} {refusal === "taken" && <span class="nb">{formatPhone(deskPhone)}</span>}
      </p>
    </Notice>
  );
}
