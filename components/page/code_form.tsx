import type { ComponentChildren } from "preact";
import { CodeField, CsrfField, errorOf, type FieldError, SubmitButton } from "./form.tsx";

/** Ids of the form that takes the code, and of the one that asks for another. */
export const CODE_FORM = "code-form";
export const AGAIN_FORM = "again-form";

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
  /** The island that sends a whole code by itself and says when to ask for another. */
  live?: ComponentChildren;
}

/** The six digits that were sent, and below them the way to a new code. */
export function CodeForm({ action, csrf, code, errors, submit, children, live }: CodeFormProps) {
  return (
    <>
      <form class="form" method="post" action={action} id={CODE_FORM} novalidate>
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
      <form class="form again" method="post" action={action} id={AGAIN_FORM}>
        <CsrfField token={csrf} />
        <SubmitButton tone="quiet" name="again" value="1">Отправить код снова</SubmitButton>
        {live}
      </form>
    </>
  );
}
