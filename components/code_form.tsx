import type { ComponentChildren } from "preact";
import { CodeField, CsrfField, errorOf, type FieldError, SubmitButton } from "./form.tsx";

export interface CodeFormProps {
  action: string;
  csrf: string;
  /** As typed. */
  code: string;
  errors: FieldError[];
  /** The button's word where the code does not log in. */
  submit?: string;
  /** What to try before another code is asked for. */
  children?: ComponentChildren;
}

/** The six digits that were sent, and below them the way to a new code. */
export function CodeForm({ action, csrf, code, errors, submit, children }: CodeFormProps) {
  return (
    <>
      <form class="form" method="post" action={action} novalidate>
        <CsrfField token={csrf} />
        <CodeField
          name="code"
          label="Код"
          hint="6 цифр"
          value={code}
          error={errorOf(errors, "code")}
          required
        />
        <SubmitButton>{submit ?? "Войти"}</SubmitButton>
      </form>
      {children}
      <form class="form" method="post" action={action}>
        <CsrfField token={csrf} />
        <SubmitButton tone="quiet" name="again" value="1">Отправить новый код</SubmitButton>
      </form>
    </>
  );
}
