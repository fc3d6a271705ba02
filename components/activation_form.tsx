import { dayAndYear } from "../domain/russian.ts";
import type { LocalDate } from "../domain/local_date.ts";
import { DocumentText } from "./document_text.tsx";
import { ConsentBox, CsrfField, SubmitButton } from "./form.tsx";

export interface ActivationFormProps {
  policyId: number;
  /** «№ 7701/128/001031» */
  policyNumber: string;
  terms: { id: number; title: string; version: number; body: string; effectiveFrom: LocalDate };
  csrf: string;
  error: string | null;
}

/** The document, opened; the tick; the button. */
export function ActivationForm(props: ActivationFormProps) {
  const { policyId, policyNumber, terms, csrf, error } = props;
  return (
    <form class="form" method="post" action={`/policies/${policyId}/activate`} novalidate>
      <CsrfField token={csrf} />
      <input type="hidden" name="document" value={terms.id} />
      <p>
        До первого визита в&nbsp;клинику прочитайте порядок и&nbsp;дайте согласие. Обслуживание
        откроется со&nbsp;следующего рабочего дня.
      </p>
      <ConsentBox
        name={`consent-${policyId}`}
        title={terms.title}
        version={`Версия ${terms.version} от ${dayAndYear(terms.effectiveFrom)}`}
        text={<DocumentText body={terms.body} headingLevel={3} />}
        error={error}
      >
        Я подтверждаю и даю согласие: по полису {policyNumber}{" "}
        я плачу 20&nbsp;% цены каждой услуги по счету в кабинете
      </ConsentBox>
      <SubmitButton>Отправить</SubmitButton>
    </form>
  );
}
