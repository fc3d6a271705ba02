import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  titleWithErrors,
} from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { isStaffRole } from "../../../../../domain/staff_role.ts";
import { defineOps } from "../../../../../state.ts";
import { formText } from "../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { type Member, memberOf } from "../../../(_staff)/member_of.ts";
import { RoleField } from "../../../(_staff)/role_field.tsx";
import { actorOf } from "../../../(_staff)/staff_actor.ts";

interface MemberData {
  member: Member;
  role: string;
  errors: FieldError[];
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const member = await memberOf(ctx.state, ctx.params["id"]);
    const data: MemberData = { member, role: member.role, errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const { form, useCases } = state;
    const member = await memberOf(state, ctx.params["id"]);
    const role = formText(form, "role");
    if (!isStaffRole(role)) {
      const errors = [{ field: "role", message: "Выберите роль" }];
      const data: MemberData = { member, role, errors };
      return { data, status: 422 };
    }
    const actor = actorOf(state);
    const changed = await useCases.changeStaffRole({ staffId: member.id, role, actor });
    const done = changed.ok ? `changed&staff=${member.id}` : "not_admin";
    return ctx.redirect(`/ops/settings/staff?done=${done}`, 303);
  },
});

export default defineOps.page<typeof handler>(function MemberPage({ data, state }) {
  const { member, role, errors } = data;
  const action = `/ops/settings/staff/${member.id}`;
  return (
    <OpsFrame state={state} title={titleWithErrors(member.name, errors)} current="/ops/settings">
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/settings/staff">Сотрудники и&nbsp;роли</BackLink>
      <h1>{member.name}</h1>
      <div class="stack">
        <p>{member.email}</p>
        <section class="sheet">
          <form class="form" method="post" action={action} novalidate>
            <CsrfField token={state.csrfToken} />
            <RoleField value={role} error={errorOf(errors, "role")} />
            <SubmitButton>Сменить роль</SubmitButton>
          </form>
        </section>
        <p>
          <a href={`${action}/end`}>Закрыть доступ</a>
        </p>
      </div>
    </OpsFrame>
  );
});
