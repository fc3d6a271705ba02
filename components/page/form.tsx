import type { ComponentChildren } from "preact";
import { Sign } from "./sign.tsx";

/** One refused field: `field` is the id of the input the summary leads to. */
export interface FieldError {
  field: string;
  message: string;
  /** Stands over the summary where nothing that was typed is wrong: «Код не отправлен». */
  heading?: string;
}

/** The message for a field, or null: what a field's `error` takes. */
export function errorOf(errors: readonly FieldError[], field: string): string | null {
  return errors.find((error) => error.field === field)?.message ?? null;
}

/** «Ошибка: Регистрация» for `title` while the page shows errors. */
export function titleWithErrors(title: string, errors: readonly FieldError[]): string {
  return errors.length > 0 ? `Ошибка: ${title}` : title;
}

export interface ErrorSummaryProps {
  errors: readonly FieldError[];
}

/**
 * Everything that was refused, above the form, each a link to its field. A route's page puts it
 * first; the attribute `autofocus` brings keyboard and screen reader there without script.
 */
export function ErrorSummary({ errors }: ErrorSummaryProps) {
  if (errors.length === 0) return null;
  const heading = errors[0]?.heading ?? "Проверьте, что введено";
  return (
    <div
      class="error-summary"
      role="alert"
      tabindex={-1}
      autofocus
      aria-labelledby="error-summary-title"
    >
      <h2 id="error-summary-title">{heading}</h2>
      <ul>
        {errors.map((error) => (
          <li key={error.field}>
            <a href={`#${error.field}`}>{error.message}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The token that ties a POST to its session. */
export function CsrfField({ token }: { token: string }) {
  return <input type="hidden" name="csrf" value={token} />;
}

export interface FieldProps {
  /** Also the input's id, which an error links to. */
  name: string;
  label: string;
  /** What was typed, given back as it was. */
  value?: string | undefined;
  error?: string | null | undefined;
  hint?: ComponentChildren;
  /** «*» for the eye, «обязательно» for the ear. Fields are optional unless said. */
  required?: boolean;
}

export interface TextFieldProps extends FieldProps {
  type?: "text" | "email" | "search" | "password";
  autocomplete?: string;
  inputmode?: "text" | "numeric" | "decimal" | "email" | "search";
  /** `short` for numbers of up to ten signs. */
  width?: "full" | "short";
  spellcheck?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { name, type = "text", width = "full", value = "" } = props;
  return (
    <FieldFrame {...props}>
      <input
        class={width === "short" ? "input input-short" : "input"}
        id={name}
        name={name}
        type={type}
        value={value}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        spellcheck={props.spellcheck ?? false}
        {...wiring(props)}
      />
    </FieldFrame>
  );
}

export interface TextAreaProps extends FieldProps {
  /** 4 unless told. */
  rows?: number;
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const { name, rows = 4 } = props;
  return (
    <FieldFrame {...props}>
      <textarea class="input" id={name} name={name} rows={rows} {...wiring(props)}>
        {props.value ?? ""}
      </textarea>
    </FieldFrame>
  );
}

export interface SelectOption {
  value: string;
  title: string;
}

export interface OptionGroup {
  title: string;
  options: readonly SelectOption[];
}

export interface SelectFieldProps extends FieldProps {
  options: readonly SelectOption[];
  /** What follows them under titles. */
  groups?: readonly OptionGroup[];
}

export function SelectField(props: SelectFieldProps) {
  return (
    <FieldFrame {...props}>
      <select class="input" id={props.name} name={props.name} {...wiring(props)}>
        <Options options={props.options} value={props.value} />
        {props.groups?.map(({ title, options }) => (
          <optgroup key={title} label={title}>
            <Options options={options} value={props.value} />
          </optgroup>
        ))}
      </select>
    </FieldFrame>
  );
}

function Options(
  { options, value }: { options: readonly SelectOption[]; value: string | undefined },
) {
  return (
    <>
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.title}
        </option>
      ))}
    </>
  );
}

/** Ten digits after a printed +7; a pasted full number is fine, `parsePhone` reads it. */
export function PhoneField(props: FieldProps) {
  return (
    <FieldFrame {...props}>
      <span class="with-prefix">
        <span class="prefix" aria-hidden="true">+7</span>
        <input
          class="input"
          id={props.name}
          name={props.name}
          type="tel"
          inputmode="tel"
          autocomplete="tel-national"
          value={props.value ?? ""}
          {...wiring(props)}
        />
      </span>
    </FieldFrame>
  );
}

/** The code from an SMS: one field, spaces are taken too. */
export function CodeField(props: FieldProps) {
  return (
    <FieldFrame {...props}>
      <input
        class="input input-code"
        id={props.name}
        name={props.name}
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        value={props.value ?? ""}
        {...wiring(props)}
      />
    </FieldFrame>
  );
}

export interface DateValue {
  day: string;
  month: string;
  year: string;
}

export interface DateFieldProps extends Omit<FieldProps, "value"> {
  /** What was typed, part by part. */
  value?: DateValue | undefined;
  /** `bday` fills a birth date in; other dates are not asked of the browser. */
  autocomplete?: "bday" | "off";
}

/**
 * A date in three fields named `{name}-day`, `{name}-month` and `{name}-year`. The first one's id is
 * `name`, so that an error's link lands in it. Read it back with `typedDate`.
 */
export function DateField(props: DateFieldProps) {
  const { name, label, error, hint, required } = props;
  const value = props.value ?? { day: "", month: "", year: "" };
  return (
    <fieldset class="field" aria-describedby={descriptions(props)} role="group">
      <legend>
        {label}
        {required && <RequiredMark />}
      </legend>
      <Hint name={name}>{hint}</Hint>
      <ErrorText name={name} message={error} />
      <div class="date-parts">
        <DatePart part="day" title="День" field={props} value={value.day} />
        <DatePart part="month" title="Месяц" field={props} value={value.month} />
        <DatePart part="year" title="Год" field={props} value={value.year} />
      </div>
    </fieldset>
  );
}

interface DatePartProps {
  part: keyof DateValue;
  title: string;
  field: DateFieldProps;
  value: string;
}

function DatePart({ part, title, field, value }: DatePartProps) {
  const id = part === "day" ? field.name : `${field.name}-${part}`;
  return (
    <div class={part === "year" ? "date-part date-part-year" : "date-part"}>
      <label class="label" for={id}>{title}</label>
      <input
        class="input"
        id={id}
        name={`${field.name}-${part}`}
        type="text"
        inputmode="numeric"
        autocomplete={field.autocomplete === "bday" ? `bday-${part}` : "off"}
        value={value}
        aria-invalid={field.error ? "true" : undefined}
        aria-required={field.required ? "true" : undefined}
      />
    </div>
  );
}

/** What was typed into a `DateField`, for reading and for giving back. */
export function typedDate(form: FormData, name: string): DateValue {
  return {
    day: typedText(form, `${name}-day`),
    month: typedText(form, `${name}-month`),
    year: typedText(form, `${name}-year`),
  };
}

function typedText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

export interface CheckboxProps {
  name: string;
  /** What the form sends when ticked; `on` unless said. */
  value?: string;
  /** Needed where several boxes share a name. */
  id?: string;
  checked?: boolean;
  error?: string | null | undefined;
  hint?: ComponentChildren;
  required?: boolean;
  children: ComponentChildren;
}

export function Checkbox(props: CheckboxProps) {
  const { name, value = "on", id = name, checked = false, error, hint, required } = props;
  return (
    <div class="field">
      <ErrorText name={id} message={error} />
      <div class="check">
        <input
          id={id}
          name={name}
          type="checkbox"
          value={value}
          checked={checked}
          {...wiring({ name: id, error, hint, required: required ?? false })}
        />
        <label for={id}>
          {props.children}
          {required && <RequiredMark />}
        </label>
      </div>
      <Hint name={id}>{hint}</Hint>
    </div>
  );
}

export interface RadioFieldProps extends FieldProps {
  options: readonly { value: string; title: string; hint?: string }[];
}

/** One of several; the first one's id is `name`. */
export function RadioField(props: RadioFieldProps) {
  const { name, label, error, hint, required, options, value } = props;
  return (
    <fieldset class="field" aria-describedby={descriptions(props)}>
      <legend>
        {label}
        {required && <RequiredMark />}
      </legend>
      <Hint name={name}>{hint}</Hint>
      <ErrorText name={name} message={error} />
      {options.map((option, i) => (
        <div class="check" key={option.value}>
          <input
            id={i === 0 ? name : `${name}-${i + 1}`}
            name={name}
            type="radio"
            value={option.value}
            checked={option.value === value}
          />
          <label for={i === 0 ? name : `${name}-${i + 1}`}>
            {option.title}
            {option.hint && <span class="hint">{option.hint}</span>}
          </label>
        </div>
      ))}
    </fieldset>
  );
}

export interface ConsentBoxProps {
  name: string;
  /** «Согласие на обработку персональных данных» */
  title: string;
  /** «Версия 2 от 1 сентября 2026», shown under the title. */
  version?: string;
  /** The document, opened; it scrolls inside the box if long. */
  text: ComponentChildren;
  /** The words one agrees to, beside the tick: «Я подтверждаю и даю согласие …» */
  children: ComponentChildren;
  checked?: boolean;
  error?: string | null | undefined;
}

/** A document with its own tick, never ticked beforehand. */
export function ConsentBox(props: ConsentBoxProps) {
  const { name, title, version, text, children, checked = false, error } = props;
  return (
    <div class="consent">
      <h2 id={`${name}-title`}>{title}</h2>
      {version && <p class="hint">{version}</p>}
      <div
        class="consent-text document"
        role="region"
        aria-labelledby={`${name}-title`}
        tabindex={0}
      >
        {text}
      </div>
      <Checkbox name={name} checked={checked} error={error} required>{children}</Checkbox>
    </div>
  );
}

export interface EitherFieldProps {
  /** Names the group: the ids of its hint begin with it. */
  name: string;
  label: string;
  hint: ComponentChildren;
  /** Two or more fields, none of them required by itself. */
  children: ComponentChildren;
}

/** Fields of which one is enough: the group is required, no field in it is. */
export function EitherField({ name, label, hint, children }: EitherFieldProps) {
  return (
    <fieldset class="field either" role="group" aria-describedby={`${name}-hint`}>
      <legend>
        {label}
        <RequiredMark />
      </legend>
      <Hint name={name}>{hint}</Hint>
      {children}
    </fieldset>
  );
}

export interface FileFieldProps extends Omit<FieldProps, "value"> {
  /** `.xlsx,.csv` */
  accept: string;
}

export function FileField(props: FileFieldProps) {
  return (
    <FieldFrame {...props}>
      <input
        class="file"
        id={props.name}
        name={props.name}
        type="file"
        accept={props.accept}
        {...wiring(props)}
      />
    </FieldFrame>
  );
}

export interface SubmitButtonProps {
  children: ComponentChildren;
  /** Only one main button a page. */
  tone?: "main" | "quiet" | "text";
  name?: string;
  value?: string;
  /** Id of the form it sends, where it stands outside of it. */
  form?: string;
}

export function SubmitButton({ children, tone = "main", name, value, form }: SubmitButtonProps) {
  return (
    <button class={BUTTON_CLASSES[tone]} type="submit" name={name} value={value} form={form}>
      {children}
    </button>
  );
}

const BUTTON_CLASSES = {
  main: "button",
  quiet: "button button-quiet",
  text: "button-text",
} as const;

interface FrameProps extends Omit<FieldProps, "value"> {
  children: ComponentChildren;
}

function FieldFrame({ name, label, error, hint, required, children }: FrameProps) {
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
        {required && <RequiredMark />}
      </label>
      <Hint name={name}>{hint}</Hint>
      <ErrorText name={name} message={error} />
      {children}
    </div>
  );
}

function RequiredMark() {
  return (
    <>
      <span class="required" aria-hidden="true">*</span>
      <span class="vh">, обязательно</span>
    </>
  );
}

function Hint({ name, children }: { name: string; children: ComponentChildren }) {
  return children ? <p class="hint" id={`${name}-hint`}>{children}</p> : null;
}

function ErrorText({ name, message }: { name: string; message: string | null | undefined }) {
  if (!message) return null;
  return (
    <p class="error" id={`${name}-error`}>
      <Sign kind="triangle" />
      <span>
        <span class="vh">Ошибка:</span>
        {message}
      </span>
    </p>
  );
}

type Wired = Pick<FieldProps, "name" | "error" | "hint" | "required">;

function wiring(field: Wired) {
  return {
    "aria-describedby": descriptions(field),
    "aria-invalid": field.error ? "true" as const : undefined,
    "aria-required": field.required ? "true" as const : undefined,
  };
}

function descriptions({ name, error, hint }: Wired): string | undefined {
  const ids = [hint ? `${name}-hint` : "", error ? `${name}-error` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
