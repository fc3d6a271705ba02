import { defineOps } from "../../../state.ts";
import { OpsFrame } from "../../(_frame)/frame.tsx";
import { mayAct } from "../(_staff)/staff_actor.ts";

/** Behind this point a member of staff is logged in, and whoever sends a form may act. */
export default defineOps.middleware((ctx) => {
  const { state, req } = ctx;
  // Typed as logged in for the routes behind this check.
  const owner = state.owner as typeof state.owner | null;
  if (owner?.kind !== "staff") return ctx.redirect("/ops/login", 303);
  if (req.method === "GET" || req.method === "HEAD" || mayAct(owner)) return ctx.next();
  return ctx.render(
    <OpsFrame state={state} title="Нет права на это действие">
      <h1>Нет права на это действие</h1>
      <p>
        Вы вошли с ролью «Просмотр»: можно смотреть, но не загружать, выставлять и решать. Ничего не
        изменилось. Если эта работа ваша, попросите администратора сменить роль.
      </p>
      <p>
        <a href="/ops">К файлам</a>
      </p>
    </OpsFrame>,
    { status: 403 },
  );
});
