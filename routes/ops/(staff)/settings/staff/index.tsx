import { DataTable } from "../../../../../components/page/data_table.tsx";
import {
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  TextField,
  titleWithErrors,
} from "../../../../../components/page/form.tsx";
import { BackLink } from "../../../../../components/page/layout.tsx";
import { Notice } from "../../../../../components/page/notice.tsx";
import { isStaffRole, ROLE_TITLES } from "../../../../../domain/staff_role.ts";
import { formatDateTime } from "../../../../../domain/russian.ts";
import { defineOps, type StaffState } from "../../../../../state.ts";
import { formText } from "../../../../(_frame)/form_text.ts";
import { knownWord } from "../../../../(_frame)/known_word.ts";
import { OpsFrame } from "../../../../(_frame)/frame.tsx";
import { RoleField } from "../../../(_staff)/role_field.tsx";
import { actorOf, INSURER_ZONE, pathNumber } from "../../../(_staff)/staff_actor.ts";

type Member = Awaited<ReturnType<StaffState["useCases"]["listStaff"]>>[number];

interface StaffData {
  staff: Member[];
  typed: { name: string; email: string; role: string };
  errors: FieldError[];
  /** What was done, and with whom. */
  done: { is: keyof typeof DONE; name: string | null } | null;
}

const DONE = {
  added: "Доступ открыт: можно войти по\u00a0коду из\u00a0письма",
  changed: "Роль изменена: она действует со\u00a0следующей открытой страницы",
  ended: "Доступ закрыт на\u00a0всех устройствах",
  not_admin: "Вашу роль сменили: ничего не\u00a0изменилось",
} as const;

const REFUSALS = {
  bad_email: { field: "email", message: "Введите почту, например anna@company.ru" },
  no_name: { field: "name", message: "Введите имя, до 200 знаков" },
  known: { field: "email", message: "Сотрудник с\u00a0этой почтой уже есть: смените его роль" },
} as const;

export const handler = defineOps.handlers({
  async GET({ state, url }) {
    const staff = await state.useCases.listStaff();
    const is = knownWord(DONE, url.searchParams.get("done"));
    const staffId = pathNumber(url.searchParams.get("staff") ?? undefined);
    const name = staff.find(({ id }) => id === staffId)?.name ?? null;
    const data: StaffData = {
      staff,
      typed: { name: "", email: "", role: "" },
      errors: [],
      done: is && { is, name },
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const typed = {
      name: formText(state.form, "name"),
      email: formText(state.form, "email"),
      role: formText(state.form, "role"),
    };
    const refuse = async (...errors: FieldError[]) => {
      const staff = await state.useCases.listStaff();
      const data: StaffData = { staff, typed, errors, done: null };
      return { data, status: 422 };
    };
    const { role } = typed;
    if (!isStaffRole(role)) {
      const missing = [
        typed.name === "" ? [REFUSALS.no_name] : [],
        typed.email === "" ? [REFUSALS.bad_email] : [],
        { field: "role", message: "Выберите роль" },
      ].flat();
      return await refuse(...missing);
    }
    const added = await state.useCases.addStaffMember({ ...typed, role, actor: actorOf(state) });
    if (added.ok) {
      return ctx.redirect(`/ops/settings/staff?done=added&staff=${added.staffId}`, 303);
    }
    if (added.reason === "not_admin") return ctx.redirect("/ops/settings", 303);
    return await refuse(REFUSALS[added.reason]);
  },
});

export default defineOps.page<typeof handler>(function StaffPage({ data, state }) {
  const { staff, typed, errors, done } = data;
  return (
    <OpsFrame
      state={state}
      title={titleWithErrors("Сотрудники и роли", errors)}
      current="/ops/settings"
    >
      <ErrorSummary errors={errors} />
      <BackLink href="/ops/settings">Настройки</BackLink>
      <h1>Сотрудники и&nbsp;роли</h1>
      <div class="stack">
        {done && (
          <Notice
            tone={done.is === "not_admin" ? "warn" : "done"}
            role="status"
            title={done.name === null ? DONE[done.is] : `${done.name}. ${DONE[done.is]}`}
          />
        )}
        <DataTable
          caption="Сотрудники"
          rows={staff}
          rowKey={(member) => member.id}
          empty={null}
          columns={[
            {
              key: "name",
              title: "Имя",
              cell: (member) =>
                member.endedAt === null && member.id !== state.owner.staffId
                  ? <a href={`/ops/settings/staff/${member.id}`}>{member.name}</a>
                  : `${member.name}${member.id === state.owner.staffId ? " (это вы)" : ""}`,
            },
            { key: "email", title: "Почта", cell: (member) => member.email },
            {
              key: "role",
              title: "Роль",
              cell: (member) =>
                member.endedAt === null ? ROLE_TITLES[member.role] : (
                  <span class="muted">
                    Доступ закрыт {formatDateTime(member.endedAt, INSURER_ZONE)}
                  </span>
                ),
            },
          ]}
        />
        <section class="sheet" aria-labelledby="add">
          <h2 id="add">Добавить сотрудника</h2>
          <form class="form" method="post" action="/ops/settings/staff" novalidate>
            <CsrfField token={state.csrfToken} />
            <TextField
              name="name"
              label="Имя"
              hint="Его увидят в&nbsp;журнале и&nbsp;в&nbsp;списках"
              autocomplete="off"
              value={typed.name}
              error={errorOf(errors, "name")}
              required
            />
            <TextField
              name="email"
              type="email"
              label="Почта"
              hint="На&nbsp;нее приходит код для входа. Если доступ закрывали, он откроется снова"
              autocomplete="off"
              value={typed.email}
              error={errorOf(errors, "email")}
              required
            />
            <RoleField value={typed.role} error={errorOf(errors, "role")} />
            <SubmitButton>Добавить</SubmitButton>
          </form>
        </section>
      </div>
    </OpsFrame>
  );
});
