import { fullName } from "../../../domain/person_name.ts";
import { formatPhone } from "../../../domain/phone.ts";
import { counted, dayAndYear, formatDateTime } from "../../../domain/russian.ts";
import type { View } from "./person_now.tsx";

/** Who it is, how to reach them, and since when they have a cabinet. */
export function PersonFacts({ person }: { person: View["person"] }) {
  const { representative, accountPhone, accountEmail, registeredAt, timeZone } = person;
  return (
    <section class="sheet" aria-labelledby="facts">
      <h2 id="facts">Человек и&nbsp;связь</h2>
      <dl class="facts">
        <dt>Дата рождения</dt>
        <dd>{dayAndYear(person.birthDate)}</dd>
        <dt>Работодатель</dt>
        <dd>{person.employer}, табельный номер {person.personnelNumber}</dd>
        <dt>По списку</dt>
        <dd>
          {person.rosterPhone ? formatPhone(person.rosterPhone) : "телефона нет"},{" "}
          {person.rosterEmail ?? "почты нет"}
        </dd>
        <dt>Кабинет</dt>
        <dd>
          {accountPhone && registeredAt
            ? (
              <>
                <span class="nb">{formatPhone(accountPhone)}</span>, {accountEmail}; открыт{" "}
                {formatDateTime(registeredAt, timeZone)}
                {person.closedAt && (
                  <>
                    ; <b>закрыт</b>{" "}
                    {formatDateTime(person.closedAt, timeZone)}: согласие на обработку данных
                    отозвано
                  </>
                )}
              </>
            )
            : "не зарегистрирован"}
        </dd>
        {registeredAt && (
          <>
            <dt>Последний визит</dt>
            <dd>
              {person.lastOpenedAt ? formatDateTime(person.lastOpenedAt, timeZone) : "не было"};
              {" "}
              {person.devices === 0
                ? "сейчас нигде не\u00a0вошел"
                : `вошел на ${
                  counted(person.devices, ["устройстве", "устройствах", "устройствах"])
                }`}
            </dd>
          </>
        )}
        {representative && (
          <>
            <dt>Представитель</dt>
            <dd>
              <a href={`/ops/people/${representative.id}`}>{fullName(representative)}</a>
              {person.ward && ", опекун"}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
