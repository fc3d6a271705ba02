import {
  CsrfField,
  errorOf,
  type FieldError,
  SubmitButton,
  TextField,
} from "../../components/page/form.tsx";
import type { State } from "../../state.ts";
import { keepChallenge } from "./challenge_cookie.ts";
import { tooManyCodes } from "./too_many_codes.ts";

type Asked = Awaited<ReturnType<State["useCases"]["requestStaffLogin"]>>;

/** Why no code was sent to a mailbox, as the page says it. */
export interface RefusedMail {
  errors: FieldError[];
  status: 422 | 429;
}

/** Keeps the challenge of a code that was asked for; otherwise tells why it was not sent. */
export function keepAsked(state: State, asked: Asked): RefusedMail | null {
  if (asked.ok) {
    keepChallenge(state, asked.challengeId);
    return null;
  }
  return asked.reason === "too_many"
    ? { errors: [{ field: "email", ...tooManyCodes(asked) }], status: 429 }
    : { errors: [{ field: "email", message: BAD_EMAIL }], status: 422 };
}

const BAD_EMAIL = "Введите рабочую почту, например anna@company.ru";

export interface MailLoginFormProps {
  action: string;
  csrf: string;
  email: string;
  errors: readonly FieldError[];
}

/** Asks for the mailbox that a code is sent to: of staff, or of an employer's contact. */
export function MailLoginForm({ action, csrf, email, errors }: MailLoginFormProps) {
  return (
    <form class="form" method="post" action={action} novalidate>
      <CsrfField token={csrf} />
      <TextField
        name="email"
        type="email"
        label="Рабочая почта"
        hint="Пришлем письмо с кодом"
        autocomplete="username"
        inputmode="email"
        value={email}
        error={errorOf(errors, "email")}
        required
      />
      <SubmitButton>Отправить</SubmitButton>
    </form>
  );
}
