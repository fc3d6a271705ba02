import { dayAndYear, formatDate, formatRate } from "../../domain/russian.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { DocumentText } from "../page/document_text.tsx";
import { fullName, type PersonName } from "../../domain/person_name.ts";
import { ConsentBox, CsrfField, SubmitButton } from "../page/form.tsx";
import { forPerson } from "../page/person_switch.tsx";
import { unbroken } from "../page/text.ts";

export interface ActivationFormProps {
  policyId: number;
  /** «№ 7701/128/001031» */
  policyNumber: string;
  /** Who consents, where that is not the insured. */
  onBehalf: { representative: PersonName } | null;
  /** Whose policy it is. */
  insured: PersonName;
  /** The insured's part of each price, in basis points. */
  rate: number;
  /** From which day service is open if it is sent today. */
  opensOn: LocalDate;
  /** Whom the page shows alone, and shows again afterwards. */
  shownId: number | null;
  terms: { id: number; title: string; version: number; body: string; effectiveFrom: LocalDate };
  csrf: string;
  error: string | null;
}

/** The document, opened; the tick; the button. */
export function ActivationForm(props: ActivationFormProps) {
  const { policyId, policyNumber, onBehalf, insured, rate, opensOn } = props;
  const { shownId, terms, csrf, error } = props;
  return (
    <form
      class="form"
      method="post"
      action={forPerson(`/policies/${policyId}/activate`, shownId)}
      novalidate
    >
      <CsrfField token={csrf} />
      <input type="hidden" name="document" value={terms.id} />
      <p>
        До первого визита в&nbsp;клинику прочитайте порядок и&nbsp;дайте согласие. Обслуживание
        откроется со&nbsp;следующего рабочего дня.
      </p>
      {onBehalf && (
        <p>
          Согласие даете вы как законный представитель. За&nbsp;кого: <b>{fullName(insured)}</b>.
        </p>
      )}
      <ConsentBox
        name={`consent-${policyId}`}
        title={terms.title}
        version={`Версия ${terms.version} от ${dayAndYear(terms.effectiveFrom)}`}
        text={<DocumentText body={terms.body} headingLevel={3} />}
        error={error}
      >
        {onBehalf
          ? (
            <>
              Я,{" "}
              {fullName(onBehalf.representative)}, подтверждаю и даю согласие как законный
              представитель. Застрахованный: {fullName(insured)}, полис {policyNumber}.{" "}
              {formatRate(rate)} цены каждой услуги по счету в кабинете плачу я
            </>
          )
          : (
            <>
              Я подтверждаю и даю согласие: по полису {policyNumber} я плачу {formatRate(rate)}{" "}
              цены каждой услуги по счету в кабинете
            </>
          )}
      </ConsentBox>
      <section class="stack-tight" aria-labelledby={`check-${policyId}`}>
        <h2 id={`check-${policyId}`}>Проверьте и&nbsp;отправьте</h2>
        <dl class="facts">
          <dt>Застрахован</dt>
          <dd>{fullName(insured)}</dd>
          <dt>Полис</dt>
          <dd class="id">{policyNumber}</dd>
          <dt>Ваша доля</dt>
          <dd>{formatRate(rate)} цены каждой услуги, в&nbsp;клинике платить не&nbsp;нужно</dd>
          <dt>Обслуживание</dt>
          <dd>
            откроется с&nbsp;{unbroken(formatDate(opensOn))}, если отправить сегодня
          </dd>
        </dl>
      </section>
      <SubmitButton>Отправить</SubmitButton>
    </form>
  );
}
