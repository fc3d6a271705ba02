import { CsrfField, SubmitButton } from "../../../../components/page/form.tsx";
import { BackLink } from "../../../../components/page/layout.tsx";
import { Notice } from "../../../../components/page/notice.tsx";
import {
  type LocalDate,
  localDateOf,
  localTimeOf,
  parseLocalDate,
} from "../../../../domain/local_date.ts";
import { formatRoubles } from "../../../../domain/money.ts";
import { isQuiet } from "../../../../domain/reminder_plan.ts";
import { counted, dayAndYear } from "../../../../domain/russian.ts";
import { isUuid } from "../../../../domain/uuid.ts";
import { defineOps, type StaffState } from "../../../../state.ts";
import { formText } from "../../../(_frame)/form_text.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import {
  InvoiceEmployers,
  InvoiceMonths,
  type WaitingLines,
} from "../../(_staff)/invoice_months.tsx";
import { mayAct } from "../../(_staff)/staff_access.ts";
import { actorOf, INSURER_ZONE } from "../../(_staff)/staff_actor.ts";

interface PublishData {
  through: LocalDate;
  waiting: WaitingLines;
  /** The same form sent twice is one request. */
  requestId: string;
}

export const handler = defineOps.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const through = pastDay(url.searchParams.get("through") ?? "", state);
    if (through === null) return ctx.redirect("/ops/invoices", 303);
    const data: PublishData = {
      through,
      waiting: await state.useCases.readWaitingLines(through),
      requestId: crypto.randomUUID(),
    };
    return { data };
  },

  async POST(ctx) {
    const { state } = ctx;
    const through = pastDay(formText(state.form, "through"), state);
    const requestId = formText(state.form, "requestId");
    if (through === null || !isUuid(requestId)) {
      return ctx.redirect("/ops/invoices", 303);
    }
    await state.useCases.requestPublishing({ through, requestId, actor: actorOf(state) });
    return ctx.redirect(`/ops/invoices?asked=${through}`, 303);
  },
});

function pastDay(text: string, state: StaffState): LocalDate | null {
  const day = parseLocalDate(text);
  return day !== null && day <= localDateOf(state.now, INSURER_ZONE) ? day : null;
}

export default defineOps.page<typeof handler>(function Publish({ data, state }) {
  const { through, waiting, requestId } = data;
  const title = `Выставить счета за услуги по ${dayAndYear(through)} включительно`;
  return (
    <OpsFrame state={state} title={title} current="/ops/invoices">
      <BackLink href="/ops/invoices">Счета</BackLink>
      <h1>{title}</h1>
      <div class="stack">
        <p>
          Получится <b>{counted(waiting.franchises, ["счет", "счета", "счетов"])}</b> на{" "}
          <b class="nb">{formatRoubles(waiting.totalKopecks)}</b>: один на франшизу, всего{" "}
          {counted(waiting.lines, ["услуга", "услуги", "услуг"])}. Услуги несовершеннолетних, у
          которых в списке нет представителя, подождут.
        </p>
        <InvoiceMonths waiting={waiting} />
        <InvoiceEmployers waiting={waiting} />
        {waiting.lines > 0 && mayAct(state.owner, "/ops/invoices/publish") && (
          <form class="form" method="post" action="/ops/invoices/publish">
            <CsrfField token={state.csrfToken} />
            <input type="hidden" name="through" value={through} />
            <input type="hidden" name="requestId" value={requestId} />
            {isQuiet(state.now, INSURER_ZONE) && (
              <Notice
                tone="warn"
                title={`В\u00a0Екатеринбурге ${localTimeOf(state.now, INSURER_ZONE)}`}
              >
                <p>СМС уйдут сразу и&nbsp;могут разбудить людей. Лучше выставить после 9:00.</p>
              </Notice>
            )}
            <p>
              Застрахованным придут СМС, и начнется срок 30&nbsp;рабочих дней. Отозвать выставленный
              счет здесь нельзя.
            </p>
            <SubmitButton>Выставить счета</SubmitButton>
          </form>
        )}
      </div>
    </OpsFrame>
  );
});
