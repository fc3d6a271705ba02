import { ClinicFilter } from "./clinic_filter.tsx";
import { ClinicList } from "./clinic_list.tsx";
import { Empty } from "../page/empty.tsx";
import { forPerson } from "../page/person_switch.tsx";
import { groupedNumber, Pagination } from "../page/pagination.tsx";
import {
  CLINICS_ON_A_PAGE,
  type ClinicSearch,
  clinicSearchQuery,
} from "../../domain/clinic_search.ts";
import { formatPhone, internationalPhone, type Phone } from "../../domain/phone.ts";
import type { ProgrammeClinic } from "../../domain/programme.ts";
import { counted, plural } from "../../domain/russian.ts";

export interface ClinicsProps {
  programme: {
    clinicCount: number;
    foundCount: number;
    found: readonly ProgrammeClinic[];
    cities: readonly { value: string; count: number }[];
    care: readonly { value: string; count: number }[];
  };
  search: ClinicSearch;
  /** The page's own path. */
  path: string;
  /** The one person whose records are shown; null while it is everybody's. */
  shownId: number | null;
  deskPhone: Phone;
}

const CLINICS = ["клиника", "клиники", "клиник"] as const;

/** The programme's clinics: the search, how many it has found, one page of them. */
export function Clinics({ programme, search, path, shownId, deskPhone }: ClinicsProps) {
  const { clinicCount, foundCount, found, cities, care } = programme;
  const searched = search.words !== "" || search.city !== null || search.care !== null;
  const href = (page: number) =>
    `${forPerson(`${path}${clinicSearchQuery({ ...search, page })}`, shownId)}#clinics`;
  const first = (search.page - 1) * CLINICS_ON_A_PAGE;
  return (
    <section class="sheet" aria-labelledby="clinics">
      <h2 id="clinics">Клиники программы</h2>
      {clinicCount === 0
        ? (
          <Empty title="Списка клиник здесь пока нет">
            Клинику подберет и&nbsp;запишет медпульт: <DeskLink phone={deskPhone} />.
          </Empty>
        )
        : (
          <>
            <ClinicFilter action={`${path}#clinics`} {...{ search, shownId, cities, care }} />
            <p role="status" class="clinic-count">
              {searched
                ? `Нашли ${groupedNumber(foundCount)} из\u00a0${groupedNumber(clinicCount)}`
                : `${groupedNumber(clinicCount)} ${plural(clinicCount, CLINICS)} в\u00a0${
                  counted(cities.length, ["городе", "городах", "городах"])
                }`} {searched && (
                <a class="link" href={`${forPerson(path, shownId)}#clinics`}>
                  Показать все клиники
                </a>
              )}
            </p>
            {foundCount === 0
              ? (
                <Empty title="Таких клиник в&nbsp;программе нет">
                  Попробуйте другое слово или уберите город и&nbsp;вид помощи. Или позвоните
                  на&nbsp;медпульт, подберут по&nbsp;телефону: <DeskLink phone={deskPhone} />.
                </Empty>
              )
              : <ClinicList clinics={found} deskPhone={deskPhone} />}
            {foundCount > CLINICS_ON_A_PAGE && (
              <Pagination
                from={first + 1}
                to={first + found.length}
                total={foundCount}
                previousHref={search.page > 1 ? href(search.page - 1) : null}
                nextHref={first + found.length < foundCount ? href(search.page + 1) : null}
              />
            )}
          </>
        )}
    </section>
  );
}

function DeskLink({ phone }: { phone: Phone }) {
  return <a class="nb" href={`tel:${internationalPhone(phone)}`}>{formatPhone(phone)}</a>;
}
