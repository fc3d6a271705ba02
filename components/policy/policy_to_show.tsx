import { isCalledOff } from "../../domain/franchise.ts";
import type { LocalDate } from "../../domain/local_date.ts";
import { formatPhone, internationalPhone, type Phone } from "../../domain/phone.ts";
import { dayAndYear, formatRate, numbered } from "../../domain/russian.ts";
import { Sign } from "../page/sign.tsx";
import type { ServiceWords } from "./service_words.ts";

export interface PolicyToShowProps {
  insurer: string;
  number: string;
  /** In full, as in the passport. */
  personName: string;
  birthDate: LocalDate;
  startsOn: LocalDate;
  endsOn: LocalDate;
  programme: string;
  franchiseRateBp: number;
  service: ServiceWords;
  deskPhone: Phone;
  today: LocalDate;
}

/**
 * The card for a clinic's desk: whether service is open, said first and with today's date, so that an
 * old picture of it shows its age. Where service isn't open it does not look like a card that is.
 */
export function PolicyToShow(props: PolicyToShowProps) {
  const { insurer, number, personName, birthDate, startsOn, endsOn, programme } = props;
  const { franchiseRateBp, service, deskPhone, today } = props;
  const { standing, sign, title, meaning } = service;
  return (
    <article class={`pass pass-${standing}`} aria-labelledby="pass-title">
      <div class="pass-state">
        <Sign kind={sign} />
        <p>
          <b>{title}</b>
        </p>
        <p>
          {meaning}. <span class="nb">Сегодня {dayAndYear(today)}</span>
        </p>
      </div>
      <div class="pass-body">
        <header>
          <p class="pass-insurer">{insurer}</p>
          <h1 id="pass-title">
            <span class="pass-label">Полис ДМС</span> {numbered(number)}
          </h1>
        </header>
        <dl class="pass-facts">
          <div class="pass-wide">
            <dt class="pass-label">Застрахован</dt>
            <dd class="pass-name">{personName}</dd>
          </div>
          <div>
            <dt class="pass-label">Дата рождения</dt>
            <dd class="nb">{dayAndYear(birthDate)}</dd>
          </div>
          <div>
            <dt class="pass-label">Срок полиса</dt>
            <dd>
              {isCalledOff(props) ? "отменен" : (
                <>
                  <span class="nb">{dayAndYear(startsOn)}&nbsp;—</span>{" "}
                  <span class="nb">{dayAndYear(endsOn)}</span>
                </>
              )}
            </dd>
          </div>
          <div class="pass-wide">
            <dt class="pass-label">Программа</dt>
            <dd>{programme}</dd>
          </div>
        </dl>
        {standing === "open" && (
          <p class="pass-pay">
            <b>В&nbsp;клинике не&nbsp;платит.</b> {franchiseRateBp > 0 && (
              <>
                Франшиза {formatRate(franchiseRateBp)}: счет на&nbsp;нее пациенту пришлет страховая.
              </>
            )}
          </p>
        )}
        <p class="pass-desk">
          <span class="pass-label">Медпульт для регистратуры, 24&nbsp;часа</span>{" "}
          <a href={`tel:${internationalPhone(deskPhone)}`}>{formatPhone(deskPhone)}</a>
        </p>
      </div>
    </article>
  );
}
