import {
  Checkbox,
  CsrfField,
  DateField,
  type DateValue,
  errorOf,
  type FieldError,
  FileField,
  SelectField,
  SubmitButton,
} from "../../../components/page/form.tsx";
import { dayAndYear, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { SenderChoice, type SenderQuestion } from "./sender_question.tsx";
import { SuggestedField } from "./suggested_field.tsx";

type Overview = Awaited<ReturnType<StaffState["useCases"]["readImports"]>>;

const REGIONS = [
  { value: "", title: "Федеральный или прежний" },
  { value: "RU-BA", title: "Республика Башкортостан" },
];

/** What a clinic's file is for. */
export const PURPOSES = {
  new: "Новый реестр",
  replaces: "Вместо прежнего файла",
  mends: "Исправление отказанных строк",
} as const;

export type Purpose = keyof typeof PURPOSES;

export function isPurpose(text: string): text is Purpose {
  return Object.hasOwn(PURPOSES, text);
}

export interface Typed {
  employer: string;
  region: string;
  clinic: string;
  purpose: Purpose;
  /** Id of the file that is corrected, as it was chosen. */
  corrects: string;
  /** Whom the roster leaves out is to be ended. */
  full: boolean;
  /** The last day of whom it leaves out; empty: yesterday. */
  lastDay: DateValue;
}

export interface UploadFormProps {
  overview: Overview;
  typed: Typed;
  errors: readonly FieldError[];
  /** Asked about the name that was sent; null where there is nothing to ask. */
  question: SenderQuestion | null;
  csrf: string;
}

export function RegisterForm({ overview, typed, errors, question, csrf }: UploadFormProps) {
  const error = (field: string) => errorOf(errors, field);
  return (
    <form class="form" method="post" action="/ops" enctype="multipart/form-data" novalidate>
      <CsrfField token={csrf} />
      <input type="hidden" name="kind" value="register" />
      <SuggestedField
        name="clinic"
        label="Клиника"
        suggestions={overview.clinics}
        value={typed.clinic}
        error={error("clinic")}
      />
      {question?.kind === "register" && <SenderChoice question={question} error={error("whose")} />}
      <FileField
        name="registerFile"
        label="Файл xlsx или csv"
        hint="ДоДо&nbsp;32&nbsp;МБ. Больший разделите или загрузите командойnbsp;32До&nbsp;32&nbsp;МБ. Больший разделите или загрузите командойnbsp;МБ, больший разделите наДо&nbsp;32&nbsp;МБ. Больший разделите или загрузите командойnbsp;части"
        accept=".xlsx,.csv"
        error={error("registerFile")}
        required
      />
      <SelectField
        name="purpose"
        label="Что это"
        value={typed.purpose}
        options={Object.entries(PURPOSES).map(([value, title]) => ({ value, title }))}
      />
      <div class="corrects">
        <SelectField
          name="corrects"
          label="Какой файл исправляет"
          value={typed.corrects}
          options={[
            { value: "", title: "Никакой, он новый" },
            ...correctable(overview).map((file) => ({
              value: String(file.id),
              title: `${numbered(file.id)}, ${file.sender}, ${dayAndYear(file.asOf)}: ${file.name}`,
            })),
          ]}
          error={error("corrects")}
        />
      </div>
      <UploadButtons load="Загрузить реестр" />
    </form>
  );
}

/** Registers that a corrected file may come in place of. */
function correctable({ files }: Overview): Overview["files"] {
  return files.filter((file) =>
    file.kind === "register" && file.state === "done" && file.mendsId === null &&
    file.replacedById === null
  );
}

export function RosterForm({ overview, typed, errors, question, csrf }: UploadFormProps) {
  const error = (field: string) => errorOf(errors, field);
  return (
    <form class="form" method="post" action="/ops" enctype="multipart/form-data" novalidate>
      <CsrfField token={csrf} />
      <input type="hidden" name="kind" value="roster" />
      <SuggestedField
        name="employer"
        label="Работодатель"
        suggestions={overview.employers}
        value={typed.employer}
        error={error("employer")}
      />
      {question?.kind === "roster" && <SenderChoice question={question} error={error("whose")} />}
      <SelectField
        name="region"
        label="Календарь праздников"
        options={REGIONS}
        value={typed.region}
        error={error("region")}
      />
      <FileField
        name="rosterFile"
        label="Файл xlsx или csv"
        hint="ДоДо&nbsp;32&nbsp;МБ. Больший разделите или загрузите командойnbsp;32До&nbsp;32&nbsp;МБ. Больший разделите или загрузите командойnbsp;МБ, больший разделите наДо&nbsp;32&nbsp;МБ. Больший разделите или загрузите командойnbsp;части"
        accept=".xlsx,.csv"
        error={error("rosterFile")}
        required
      />
      <Checkbox name="full" checked={typed.full}>
        Это полный список: кого в&nbsp;нем нет, исключить (сначала покажем)
      </Checkbox>
      <div class="last-day">
        <DateField
          name="lastDay"
          label="Последний день полисов тех, кого в списке нет"
          hint="Только для полного списка. Если не указать, вчера"
          value={typed.lastDay}
          error={error("lastDay")}
        />
      </div>
      <UploadButtons load="Загрузить список" />
    </form>
  );
}

/** Looking first is the safe way, and the first button: it is what Enter presses. */
function UploadButtons({ load }: { load: string }) {
  return (
    <div class="actions">
      <SubmitButton name="step" value="preview">Сначала посмотреть</SubmitButton>
      <SubmitButton tone="quiet">{load}</SubmitButton>
    </div>
  );
}
