import { HttpError } from "fresh";
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
import { defineOps, type StaffState } from "../../../../../state.ts";
import { formText } from "../../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { RoleField } from "../../../(_staff)/role_field.tsx";
import { actorOf, pathNumber } from "../../../(_staff)/staff_actor.ts";

type Member = Awaited<ReturnType<StaffState["useCases"]["listStaff"]>>[number];

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
    const of = { staffId: member.id, actor: actorOf(state) };
    const to = (done: string) => ctx.redirect(`/ops/settings/staff?done=${done}`, 303);
    if (form.has("end")) {
      const ended = await useCases.endStaffMember(of);
      return to(ended.ok ? "ended" : "not_admin");
    }
    const role = formText(form, "role");
    if (!isStaffRole(role)) {
      const errors = [{ field: "role", message: "Выберите роль" }];
      const data: MemberData = { member, role, errors };
      return { data, status: 422 };
    }
    const changed = await useCases.changeStaffRole({ ...of, role });
    return to(changed.ok ? "changed" : "not_admin");
  },
});

/** Somebody else who has access: one's own role is another admin's to change. */
async function memberOf(state: StaffState, id: string | undefined): Promise<Member> {
  const staffId = pathNumber(id);
  const member = (await state.useCases.listStaff()).find((one) => one.id === staffId);
  if (!member || member.endedAt !== null || staffId === state.owner.staffId) {
    throw new HttpError(404);
  }
  return member;
}

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
        <section class="sheet" aria-labelledby="end">
          <h2 id="end">Закрыть доступ</h2>
          <form class="form" method="post" action={action}>
            <CsrfField token={state.csrfToken} />
            <p>
              Сотрудник сразу выйдет на&nbsp;всех устройствах и&nbsp;больше не&nbsp;войдет. Все, что
              он&nbsp;сделал, останется в&nbsp;журнале под его именем.
            </p>
            <SubmitButton tone="quiet" name="end" value="on">Закрыть доступ</SubmitButton>
          </form>
        </section>
      </div>
    </OpsFrame>
  );
});
