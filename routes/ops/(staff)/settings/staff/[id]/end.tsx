import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextArea,
  titleWithErrors,
} from "../../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../../components/page/layout.tsx";
import { ROLE_TITLES } from "../../../../../../domain/staff_role.ts";
import { defineOps } from "../../../../../../state.ts";
import { formText } from "../../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../../(_frame)/frame.tsx";
import { type Member, memberOf } from "../../../../(_staff)/member_of.ts";
import { reasonErrors } from "../../../../(_staff)/reason_errors.ts";
import { actorOf } from "../../../../(_staff)/staff_actor.ts";

interface EndData {
  member: Member;
  reason: string;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const member = await memberOf(ctx.state, ctx.params["id"]);
    const data: EndData = { member, reason: "", errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const member = await memberOf(state, ctx.params["id"]);
    const reason = formText(state.form, "reason");
    const errors = reasonErrors(reason);
    if (errors.length > 0) {
      const data: EndData = { member, reason, errors };
      return { data, status: 422 };
    }
    const actor = actorOf(state);
    const ended = await state.useCases.endStaffMember({ staffId: member.id, reason, actor });
    const done = ended.ok ? `ended&staff=${member.id}` : "not_admin";
    return ctx.redirect(`/ops/settings/staff?done=${done}`, 303);
  },
});

export default defineOps.page<typeof handler>(function EndPage({ data, state }) {
  const { member, reason, errors } = data;
  const title = `Закрыть доступ: ${member.name}`;
  return (
    <OpsFrame state={state} title={titleWithErrors(title, errors)} current="/ops/settings">
      <ErrorSummary errors={errors} />
      <BackLink href={`/ops/settings/staff/${member.id}`}>{member.name}</BackLink>
      <h1>{title}</h1>
      <form
        class="form"
        method="post"
        action={`/ops/settings/staff/${member.id}/end`}
        novalidate
      >
        <CsrfField token={state.csrfToken} />
        <dl class="facts">
          <dt>Почта</dt>
          <dd>{member.email}</dd>
          <dt>Роль</dt>
          <dd>{ROLE_TITLES[member.role]}</dd>
        </dl>
        <p>
          Сотрудник сразу выйдет на&nbsp;всех устройствах и&nbsp;больше не&nbsp;войдет. Всё, что
          он&nbsp;сделал, останется в&nbsp;журнале под его именем.
        </p>
        <TextArea
          name="reason"
          label="Почему"
          hint="Останется в&nbsp;журнале"
          value={reason}
          error={errorOf(errors, "reason")}
          required
        />
        <div class="actions">
          <SubmitButton>Закрыть доступ</SubmitButton>
          <a class="link" href={`/ops/settings/staff/${member.id}`}>Не&nbsp;закрывать</a>
        </div>
      </form>
    </OpsFrame>
  );
});
