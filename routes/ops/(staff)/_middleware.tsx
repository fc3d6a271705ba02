import { reaches, ROLE_TITLES, type StaffRole } from "../../../domain/staff_role.ts";
import { defineOps, type StaffState } from "../../../state.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { staffLoginAddress } from "../(_staff)/login_arrival.ts";
import { rolesInWords } from "../(_staff)/role_words.ts";
import { leastRole } from "../(_staff)/staff_access.ts";

/** Behind this point a member of staff is logged in, and the table of access lets them. */
export default defineOps.middleware(async (ctx) => {
  const { state, req, route } = ctx;
  // Typed as logged in for the routes behind this check.
  const owner = state.owner as typeof state.owner | null;
  if (owner?.kind !== "staff") return ctx.redirect(staffLoginAddress(ctx), 303);
  if (route === null) return await ctx.next();
  const looks = req.method === "GET" || req.method === "HEAD";
  const least = looks || req.method === "POST" ? leastRole(route, looks ? "GET" : "POST") : null;
  if (least === null) return new Response(null, { status: 405 });
  if (reaches(owner.role, least)) return await ctx.next();
  return await ctx.render(
    <Refusal
      state={state}
      what={looks ? "page" : "action"}
      least={least}
      may={(await state.useCases.listStaff())
        .filter((member) => member.endedAt === null && reaches(member.role, least))
        .map((member) => member.name)}
    />,
    { status: 403 },
  );
});

interface RefusalProps {
  state: StaffState;
  what: "page" | "action";
  least: StaffRole;
  /** Names of those who may. */
  may: string[];
}

/** More than this many names are no help. */
const NAMED = 5;

function Refusal({ state, what, least, may }: RefusalProps) {
  const title = what === "page" ? "Нет права на эту страницу" : "Нет права на это действие";
  return (
    <OpsFrame state={state} title={title}>
      <h1>{title}</h1>
      <div class="stack">
        <p>
          Нужна роль {rolesInWords(least)}, а&nbsp;вы вошли с&nbsp;ролью «{ROLE_TITLES[
            state.owner.role
          ]}».{what === "action" && " Ничего не\u00a0изменилось."}
        </p>
        {may.length > 0 && (
          <p>
            {what === "page" ? "Открыть ее могут: " : "Сделать это могут: "}
            {may.slice(0, NAMED).join(", ")}
            {may.length > NAMED && ` и\u00a0еще ${may.length - NAMED}`}. Если эта работа ваша,
            попросите администратора сменить роль.
          </p>
        )}
        <p>
          <a href="/ops">К&nbsp;файлам</a>
        </p>
      </div>
    </OpsFrame>
  );
}
