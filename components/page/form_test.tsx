import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import {
  Checkbox,
  ConsentBox,
  DateField,
  ErrorSummary,
  PhoneField,
  TextField,
  titleWithErrors,
  typedDate,
} from "./form.tsx";

Deno.test("a field gives the typed value back escaped", () => {
  const html = render(<TextField name="surname" label="Фамилия" value={`"><script>alert(1)`} />);
  assert.ok(html.includes(`value="&quot;>&lt;script>alert(1)"`), html);
  assert.ok(!html.includes("<script>"));
});

Deno.test("an error stands beside its field, is announced as one and tied to the input", () => {
  const html = render(
    <TextField name="surname" label="Фамилия" hint="Как в паспорте" error="Введите фамилию" />,
  );
  assert.match(html, /aria-describedby="surname-hint surname-error"/);
  assert.match(html, /aria-invalid="true"/);
  assert.match(html, /id="surname-error".*<span class="vh">Ошибка:\s?<\/span>\s?Введите фамилию/);
});

Deno.test("a field without an error says nothing of errors", () => {
  const html = render(<TextField name="surname" label="Фамилия" />);
  assert.doesNotMatch(html, /aria-invalid|aria-describedby|Ошибка/);
});

Deno.test("a required field is marked for the eye and for the ear", () => {
  const html = render(<PhoneField name="phone" label="Номер телефона" required />);
  assert.match(html, /aria-hidden="true">\s*\*</);
  assert.match(html, /, обязательно/);
  assert.match(html, /aria-required="true"/);
  assert.match(html, /autocomplete="tel-national"/);
  assert.match(html, /<label class="label" for="phone"/);
});

Deno.test("an error of a date leads into its first field and keeps all three typed parts", () => {
  const html = render(
    <DateField
      name="birth"
      label="Дата рождения"
      autocomplete="bday"
      value={{ day: "31", month: "6", year: "1985" }}
      error="Такой даты нет"
    />,
  );
  assert.match(html, /id="birth"[^>]*name="birth-day"[^>]*autocomplete="bday-day"[^>]*value="31"/);
  assert.match(html, /autocomplete="bday-month"[^>]*value="6"/);
  assert.match(html, /autocomplete="bday-year"[^>]*value="1985"/);
  assert.match(html, /<fieldset[^>]*aria-describedby="birth-error"/);
});

Deno.test("typedDate() reads what DateField sends", () => {
  const form = new FormData();
  form.set("birth-day", " 7 ");
  form.set("birth-month", "10");
  assert.deepEqual(typedDate(form, "birth"), { day: "7", month: "10", year: "" });
});

Deno.test("the summary takes focus and links every refused field", () => {
  const html = render(
    <ErrorSummary
      errors={[
        { field: "surname", message: "Введите <фамилию>" },
        { field: "phone", message: "Введите 10 цифр после +7" },
      ]}
    />,
  );
  assert.match(html, /role="alert"/);
  assert.match(html, /tabindex="-1"/);
  assert.match(html, /autofocus/);
  assert.match(html, /<a href="#surname">Введите &lt;фамилию>/);
  assert.match(html, /<a href="#phone">/);
});

Deno.test("where nothing that was typed is wrong, the summary's heading says what is", () => {
  const error = { field: "code", message: "Слишком много кодов подряд" };
  assert.match(render(<ErrorSummary errors={[error]} />), /Проверьте, что введено/);
  const html = render(<ErrorSummary errors={[{ ...error, heading: "Код не отправлен" }]} />);
  assert.match(html, />Код не отправлен<\/h2>/);
  assert.doesNotMatch(html, /Проверьте/);
});

Deno.test("no errors, no summary and no «Ошибка» in the title", () => {
  assert.equal(render(<ErrorSummary errors={[]} />), "");
  assert.equal(titleWithErrors("Регистрация", []), "Регистрация");
  assert.equal(
    titleWithErrors("Регистрация", [{ field: "a", message: "b" }]),
    "Ошибка: Регистрация",
  );
});

Deno.test("a consent is never ticked beforehand and its document is reachable by keyboard", () => {
  const html = render(
    <ConsentBox name="consent" title="Порядок" text={<p>Текст</p>}>Я подтверждаю</ConsentBox>,
  );
  assert.doesNotMatch(html, / checked/);
  assert.match(html, /role="region"[^>]*tabindex="0"/);
});

Deno.test("boxes of one name keep ids of their own", () => {
  const html = render(<Checkbox name="invoice" id="invoice-7" value="7" checked>Счет</Checkbox>);
  assert.match(html, /id="invoice-7" name="invoice"/);
  assert.match(html, /<label for="invoice-7"/);
  assert.match(html, / checked/);
});
