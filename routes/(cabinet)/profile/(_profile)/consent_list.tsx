import { Mark } from "../../../../components/page/status.tsx";
import { unbroken } from "../../../../components/page/text.ts";
import { lastDigits } from "../../../../domain/contact.ts";
import { deviceWords } from "../../../../domain/device.ts";
import { type LocalDate, localDateOf } from "../../../../domain/local_date.ts";
import { fullName, shortName } from "../../../../domain/person_name.ts";
import { dayAndYear, formatDateTime, numbered } from "../../../../domain/russian.ts";
import type { InsuredState } from "../../../../state.ts";

type Consent = Awaited<
  ReturnType<InsuredState["useCases"]["readProfile"]>
>["consents"][number];

const TITLES: Record<Consent["kind"], string> = {
  user_agreement: "Пользовательское соглашение",
  personal_data: "Согласие на обработку персональных данных",
  franchise_terms: "Согласие на франшизу",
};

export interface ConsentListProps {
  consents: readonly Consent[];
  ownerId: number;
  timeZone: string;
  today: LocalDate;
}

/** Own consents, then those of each person whom one represents. */
export function ConsentList({ consents, ownerId, timeZone, today }: ConsentListProps) {
  const people = [...new Set(consents.map((consent) => consent.personId))];
  return (
    <>
      {people.map((personId) => {
        const own = consents.filter((consent) => consent.personId === personId);
        return (
          <div key={personId}>
            {(people.length > 1 || personId !== ownerId) && (
              <h3>{fullName(own[0]!)}{personId === ownerId && " (вы)"}</h3>
            )}
            <ul class="records">
              {own.map((consent) => (
                <li key={consent.id} class="record">
                  <ConsentRecord consent={consent} timeZone={timeZone} today={today} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}

interface ConsentRecordProps {
  consent: Consent;
  timeZone: string;
  today: LocalDate;
}

function ConsentRecord({ consent, timeZone, today }: ConsentRecordProps) {
  const { id, kind, document, policy, withdrawable } = consent;
  const title = TITLES[kind];
  return (
    <>
      <p class="record-title">
        {document ? <a href={`/documents/${kind}/${document.version}`}>{title}</a> : title}
      </p>
      {policy && <p class="record-note">Полис {numbered(policy.number)}</p>}
      <p class="record-note">
        {document ? `Версия\u00a0${document.version}` : "На\u00a0бумаге"}, {unbroken(
          formatDateTime(consent.givenAt, timeZone),
        )}
      </p>
      <p class="record-note">
        <StateOfConsent consent={consent} timeZone={timeZone} today={today} />
      </p>
      <details class="record-more">
        <summary>
          Как подписано<span class="vh">: {title}</span>
          {document && <span class="muted small nb">SHA-256 {shortHash(document.sha256)}</span>}
        </summary>
        <Signature consent={consent} timeZone={timeZone} />
      </details>
      {withdrawable && (
        <p class="record-act">
          <a class="link" href={`/profile/consents/${id}/withdraw`}>
            Отозвать{" "}
            <span class="vh">{title} {policy && `, полис ${numbered(policy.number)}`}</span>
          </a>
        </p>
      )}
    </>
  );
}

function StateOfConsent({ consent, timeZone, today }: ConsentRecordProps) {
  const { state, withdrawnAt, serviceEndsOn, serviceServed } = consent;
  switch (state) {
    case "in_force":
      return <Mark tone="paid" sign="check">В силе</Mark>;
    case "superseded":
      return <Mark tone="ended" sign="cross">Заменено новым</Mark>;
    case "closed":
      return <Mark tone="ended" sign="cross">Закончилось с закрытием кабинета</Mark>;
    case "withdrawn": {
      const on = localDateOf(withdrawnAt!, timeZone);
      const when = unbroken(dayAndYear(on, today));
      return (
        <>
          <Mark tone="ended" sign="cross">Отозвано {when}</Mark>
          {serviceEndsOn !== null && serviceServed && (
            <>
              <br />
              Последний день обслуживания: {unbroken(dayAndYear(serviceEndsOn, today))}
            </>
          )}
        </>
      );
    }
  }
}

/** What makes it a simple electronic signature (63-FZ, art. 9); never the code itself. */
function Signature({ consent, timeZone }: Omit<ConsentRecordProps, "today">) {
  const { document, givenBy, signedByCode, phone, ip, userAgent, givenAt } = consent;
  return (
    <dl class="facts facts-tight">
      {givenBy && (
        <>
          <dt>Кто</dt>
          <dd>{shortName(givenBy)}, законный представитель</dd>
        </>
      )}
      <dt>Чем</dt>
      <dd>
        {signedByCode && phone
          ? `Код из\u00a0СМС на\u00a0номер, который оканчивается на\u00a0${lastDigits(phone)}`
          : signedByCode
          ? "Код из\u00a0СМС"
          : "Подпись на\u00a0бумаге"}
      </dd>
      <dt>Когда</dt>
      <dd>{unbroken(formatDateTime(givenAt, timeZone))}</dd>
      {ip && (
        <>
          <dt>Откуда</dt>
          <dd>{userAgent && `${deviceWords(userAgent)}, `}адрес {ip}</dd>
        </>
      )}
      {document && (
        <>
          <dt>Документ</dt>
          <dd>
            {document.title}, версия&nbsp;{document.version}
          </dd>
          <dt>SHA-256</dt>
          <dd>
            <code class="hash">{document.sha256}</code>
          </dd>
        </>
      )}
    </dl>
  );
}

function shortHash(sha256: string): string {
  return `${sha256.slice(0, 6)}…${sha256.slice(-4)}`;
}
