import { RadioField } from "../../../components/page/form.tsx";
import { formText } from "../../(_frame)/form_text.ts";

/** A name that nobody is known by, and known ones that it resembles. */
export interface SenderQuestion {
  kind: "register" | "roster";
  typed: string;
  alike: readonly string[];
}

const WORDS = {
  register: { legend: "Какая это клиника?", known: "уже известная", other: "Другая, новая" },
  roster: { legend: "Какой это работодатель?", known: "уже известный", other: "Другой, новый" },
} as const;

/** Why the upload stopped, beside the question. */
export function askedSender({ kind }: SenderQuestion): string {
  return kind === "register"
    ? "Такой клиники еще не было, но название похоже на известное. Ответьте, какая это, и выберите файл снова"
    : "Такого работодателя еще не было, но название похоже на известное. Ответьте, какой это, и выберите файл снова";
}

/** Whether the name is a slip for a known one, or a new one. */
export function SenderChoice({ question, error }: {
  question: SenderQuestion;
  error: string | null;
}) {
  const { kind, typed, alike } = question;
  const words = WORDS[kind];
  return (
    <div class="whole-row">
      <input type="hidden" name="whoseTyped" value={typed} />
      <RadioField
        name="whose"
        label={words.legend}
        value=""
        error={error}
        options={[
          ...alike.map((name) => ({ value: `is:${name}`, title: `${name}, ${words.known}` })),
          { value: "new", title: `${words.other}: ${typed}` },
        ]}
      />
    </div>
  );
}

/** The sender by its field and the answer, which counts for the name that it was asked about alone. */
export function namedSender(form: FormData, typed: string): { name: string; isNew: boolean } {
  const answer = formText(form, "whose");
  if (formText(form, "whoseTyped") !== typed) return { name: typed, isNew: false };
  if (answer === "new") return { name: typed, isNew: true };
  return { name: answer.startsWith("is:") ? answer.slice(3) : typed, isNew: false };
}
