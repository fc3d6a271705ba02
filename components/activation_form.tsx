import { dayAndYear } from "../domain/russian.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { DocumentText } from "./document_text.tsx";
import { fullName, type PersonName } from "../domain/person_name.ts";
import { ConsentBox, CsrfField, SubmitButton } from "./form.tsx";
import { forPerson } from "./person_switch.tsx";

export interface ActivationFormProps {
  policyId: number;
  /** «№ 7701/128/001031» */
  policyNumber: string;
  /** Who consents for whom, where that is not the insured. */
  onBehalf: { representative: PersonName; insured: PersonName } | null;
  /** Whom the page shows alone, and shows again afterwards. */
  shownId: number | null;
  terms: { id: number; title: string; version: number; body: string; effectiveFrom: LocalDate };
  csrf: string;
  error: string | null;
}

/** The document, opened; the tick; the button. */
export function ActivationForm(props: ActivationFormProps) {
  const { policyId, policyNumber, onBehalf, shownId, terms, csrf, error } = props;
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
          Согласие даете вы как законный представитель. За&nbsp;кого:{" "}
          <b>{fullName(onBehalf.insured)}</b>.
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
              представитель. Застрахованный: {fullName(onBehalf.insured)}, полис{" "}
              {policyNumber}. 20&nbsp;% цены каждой услуги по счету в кабинете плачу я
            </>
          )
          : (
            <>
              Я подтверждаю и даю согласие: по полису {policyNumber}{" "}
              я плачу 20&nbsp;% цены каждой услуги по счету в кабинете
            </>
          )}
      </ConsentBox>
      <SubmitButton>Отправить</SubmitButton>
    </form>
  );
}
