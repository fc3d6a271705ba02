import { HttpError } from "fresh";
import { Calendar30 } from "../../../../components/page/calendar30.tsx";
import { Consequences, consequencesTitle } from "../../../../components/invoice/consequences.tsx";
import { SubmitButton } from "../../../../components/page/form.tsx";
import { HelpPhone } from "../../../../components/page/help_phone.tsx";
import { ifUnpaid } from "../../../../components/invoice/if_unpaid.ts";
import { IfUnpaidList } from "../../../../components/invoice/if_unpaid_list.tsx";
import { InvoiceCorrections } from "../../../../components/invoice/invoice_corrections.tsx";
import {
  invoiceStatus,
  invoiceTerm,
  settledOn,
} from "../../../../components/invoice/invoice_facts.ts";
import { InvoiceLines, shownLines } from "../../../../components/invoice/invoice_lines.tsx";
import { invoiceStory, postponedFrom } from "../../../../components/invoice/invoice_story.ts";
import { BackLink } from "../../../../components/page/layout.tsx";
import {
  hasDelay,
  penaltyBy,
  PenaltySection,
} from "../../../../components/invoice/penalty_lines.tsx";
import { Ruler30 } from "../../../../components/page/ruler30.tsx";
import { InvoiceStatus } from "../../../../components/page/status.tsx";
import { TermSentence } from "../../../../components/page/term_sentence.tsx";
import { Timeline } from "../../../../components/page/timeline.tsx";
import { LargeSum } from "../../../../components/page/money.tsx";
import { forPerson, PersonField } from "../../../../components/page/person_switch.tsx";
import { calendarOf } from "../../../../domain/calendar.ts";
import { formatRoubles, kopecks } from "../../../../domain/money.ts";
import { shortName } from "../../../../domain/person_name.ts";
import { numbered, shortDate } from "../../../../domain/russian.ts";
import { defineInsured } from "../../../../state.ts";
import { WithheldNotice } from "../../../../components/invoice/withheld_notice.tsx";
import { Frame } from "../../../(_frame)/frame.tsx";
import { insuredOf, wantedPerson } from "../../../(_frame)/shown_person.ts";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const invoiceId = Number(ctx.params["id"]);
    const invoice = Number.isSafeInteger(invoiceId)
      ? await useCases.openInvoiceCase({ invoiceId, payerId: owner.personId, ip })
      : null;
    const shownId = wantedPerson(ctx.url);
    if (invoice === null) throw new HttpError(404);
    if (shownId !== null && shownId !== invoice.insuredId) throw new HttpError(404);
    return { data: { ...invoice, shownId } };
  },
});

export default defineInsured.page<typeof handler>(function Invoice({ data: invoice, state }) {
  const { today, now, site, owner } = state;
  const { shownId } = invoice;
  const calendar = calendarOf(invoice.calendar, invoice.region);
  const status = invoiceStatus(invoice, calendar, today);
  const term = invoiceTerm(invoice, calendar, today);
  const owed = kopecks(invoice.owedKopecks);
  const settled = status.kind === "settled";
  const overdue = status.kind === "overdue";
  const number = numbered(invoice.id);
  const penalty = penaltyBy(invoice, today);
  const { recovery, contractRateBp } = invoice.history;
  return (
    <Frame
      state={state}
      title={`Счет ${number}`}
      active="invoices"
      shown={shownId === null ? null : insuredOf(invoice, owner)}
    >
      <BackLink href={forPerson("/invoices", shownId)}>Мои счета</BackLink>
      <div class="columns">
        <article class="sheet">
          <header class="stack">
            <h1 class="title-quiet">
              Счет {number}
              {invoice.insuredName && ` · ${shortName(invoice.insuredName)}`}
            </h1>
            <LargeSum amount={settled ? invoice.totalKopecks : owed} />
            {!settled && !overdue && (
              <p class="due">
                Оплатите до <b class="nb">{shortDate(invoice.dueOn, { today })}</b>
              </p>
            )}
            <p>
              <InvoiceStatus {...status} />
            </p>
            {!settled && (
              <>
                <Ruler30 position={term.position} />
                <p class="muted">
                  <TermSentence position={term.position} today={today} />
                </p>
              </>
            )}
            {!settled && invoice.history.withheldAt !== null && (
              <WithheldNotice
                at={invoice.history.withheldAt}
                zone={invoice.timeZone}
                today={today}
              />
            )}
            <div class="actions">
              {!settled && status.kind !== "checking" && (
                <form method="get" action="/invoices/pay">
                  <PersonField personId={shownId} />
                  <input type="hidden" name="invoice" value={invoice.id} />
                  <SubmitButton>Оплатить {formatRoubles(owed)}</SubmitButton>
                </form>
              )}
              {status.kind === "checking" && (
                <a class="button" href={`/payments/${invoice.attemptId}`}>Что с&nbsp;платежом</a>
              )}
              <a class="button button-quiet" href={`/invoices/${invoice.id}/file`}>
                Файл (xlsx)
              </a>
            </div>
          </header>
          {!settled && (
            <HelpPhone phone={site.deskPhone} when={overdue ? "after_term" : "before_term"} />
          )}
          <InvoiceLines
            lines={shownLines(invoice.lines)}
            rate={invoice.lines[0]?.rateBp ?? 2000}
            today={today}
          />
          <InvoiceCorrections invoice={invoice} today={today} />
          <Calendar30
            publishedOn={invoice.publishedOn}
            days={term.days}
            today={today}
            source={invoice.calendarSource}
            postponedFrom={postponedFrom(invoice.history)}
            settled={settledOn(invoice)}
          />
          {!settled && (
            <section class="section" aria-labelledby="consequences">
              <h2 id="consequences">
                {consequencesTitle({ dueOn: invoice.dueOn, today, service: invoice.history })}
              </h2>
              <Consequences dueOn={invoice.dueOn} today={today} service={invoice.history} />
              {!overdue && (
                <IfUnpaidList
                  steps={ifUnpaid(invoice, { calendar, today, now })}
                  today={today}
                />
              )}
            </section>
          )}
          {hasDelay(penalty) && (
            <PenaltySection
              penalty={penalty}
              contractRateBp={contractRateBp}
              recovery={recovery !== null && recovery.closedAt === null}
              today={today}
            />
          )}
        </article>
        <aside class="sheet sheet-aside">
          <Timeline {...invoiceStory(invoice, { calendar, today, now })} />
        </aside>
      </div>
    </Frame>
  );
});
