import { HttpError } from "fresh";
import {
  Checkbox,
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { defineOps, type StaffState } from "../../../../../../state.ts";
import { formText } from "../../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import { actorOf, pathNumber } from "../../../../(_staff)/staff_actor.ts";

type Sender = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readSender"]>>>;

/** Which senders an address speaks of, and what their files are. */
const KINDS = { clinics: "register", employers: "roster" } as const;

interface NameData {
  sender: Sender;
  kind: keyof typeof KINDS;
  typed: string;
  /** Names that the typed one resembles; empty where it was not asked. */
  alike: string[];
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { kind, sender } = await senderOf(ctx.state, ctx.params);
    const data: NameData = { sender, kind, typed: sender.name, alike: [], errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { kind, sender } = await senderOf(state, ctx.params);
    const typed = formText(state.form, "name");
    const renamed = await state.useCases.renameSender({
      kind: KINDS[kind],
      id: sender.id,
      name: typed,
      isNew: formText(state.form, "other") === "on",
      actor: actorOf(state),
    });
    if (renamed.ok) return ctx.redirect("/ops/settings/names?renamed", 303);
    if (renamed.reason === "unknown") throw new HttpError(404);
    const alike = renamed.reason === "sender_alike" ? renamed.alike : [];
    const data: NameData = { sender, kind, typed, alike, errors: [refusalOf(renamed)] };
    return { data, status: 422 };
  },
});

async function senderOf(
  state: StaffState,
  params: Record<string, string>,
): Promise<Pick<NameData, "kind" | "sender">> {
  const kind = params["kind"] ?? "";
  const id = pathNumber(params["id"]);
  if (!isKind(kind) || id === null) throw new HttpError(404);
  const sender = await state.useCases.readSender({ kind: KINDS[kind], id });
  if (sender === null) throw new HttpError(404);
  return { kind, sender };
}

function isKind(text: string): text is keyof typeof KINDS {
  return Object.hasOwn(KINDS, text);
}

type Refused = Extract<
  Awaited<ReturnType<StaffState["useCases"]["renameSender"]>>,
  { ok: false }
>;

function refusalOf(refused: Refused): FieldError {
  switch (refused.reason) {
    case "unknown":
    case "sender_missing":
      return { field: "name", message: "Введите название" };
    case "sender_too_long":
      return { field: "name", message: "Сократите название: в нем может быть до 200 знаков" };
    case "taken":
      return {
        field: "name",
        message:
          `Так уже называется ${refused.by}. Объединить двоих нельзя: строки, люди и счета ` +
          "каждого остаются за ним. Введите название, которое их различает",
      };
    case "sender_alike":
      return {
        field: "other",
        message: `Похоже на ${refused.alike.join(", ")}. Отметьте, если это не опечатка`,
      };
  }
}

export default defineOps.page<typeof handler>(function Rename({ data, state }) {
  const { sender, kind, typed, alike, errors } = data;
  const title = kind === "clinics" ? "Название клиники" : "Название работодателя";
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/settings">
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/settings/names">Названия</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        <p>
          Сейчас: <b>{sender.name}</b>. {kind === "clinics"
            ? "Новое название увидят и\u00a0застрахованные в\u00a0своих счетах. Файлы и\u00a0строки " +
              "остаются за\u00a0клиникой."
            : "Новое название увидят и\u00a0застрахованные. Люди, полисы и\u00a0счета остаются " +
              "за\u00a0работодателем."}
        </p>
        <form
          class="form"
          method="post"
          action={`/ops/settings/names/${kind}/${sender.id}`}
          novalidate
        >
          <CsrfField token={state.csrfToken} />
          <TextField
            name="name"
            label="Название"
            value={typed}
            autocomplete="off"
            required
            error={errorOf(errors, "name")}
          />
          {alike.length > 0 && (
            <Checkbox name="other" error={errorOf(errors, "other")}>
              Это другое название, не&nbsp;{alike.join(", ")}
            </Checkbox>
          )}
          <SubmitButton>Переименовать</SubmitButton>
        </form>
      </div>
    </OpsFrame>
  );
});
