import { formatPhone, internationalPhone, type Phone } from "../../domain/phone.ts";
import type { ProgrammeClinic } from "../../domain/programme.ts";

export interface ClinicListProps {
  clinics: readonly ProgrammeClinic[];
  /** Books where a clinic has no phone of its own. */
  deskPhone: Phone;
}

export function ClinicList({ clinics, deskPhone }: ClinicListProps) {
  return (
    <ul class="records clinics">
      {clinics.map((clinic) => (
        <li key={`${clinic.name} ${clinic.city} ${clinic.address}`} class="clinic">
          <h3>{clinic.name}</h3>
          <p>{clinic.city}, {clinic.address}</p>
          <p>{clinic.care.join(", ")}</p>
          {clinic.hours && <p class="record-note">{clinic.hours}</p>}
          <p class="clinic-ways">
            {clinic.phone === null
              ? (
                <span>
                  Запись через медпульт: <PhoneLink phone={deskPhone} />
                </span>
              )
              : <PhoneLink phone={clinic.phone} />}
            {clinic.site && (
              <a class="link" href={clinic.site} rel="external noreferrer">
                {new URL(clinic.site).hostname}
              </a>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function PhoneLink({ phone }: { phone: Phone }) {
  return <a class="link nb" href={`tel:${internationalPhone(phone)}`}>{formatPhone(phone)}</a>;
}
