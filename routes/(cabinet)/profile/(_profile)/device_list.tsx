import { CsrfField, SubmitButton } from "../../../../components/page/form.tsx";
import { Mark } from "../../../../components/page/status.tsx";
import { unbroken } from "../../../../components/page/text.ts";
import { deviceWords } from "../../../../domain/device.ts";
import { formatDateTime } from "../../../../domain/russian.ts";
import type { InsuredState } from "../../../../state.ts";

type Device = Awaited<ReturnType<InsuredState["useCases"]["readProfile"]>>["devices"][number];

export interface DeviceListProps {
  devices: readonly Device[];
  timeZone: string;
  csrf: string;
}

/** Where the cabinet is open; each but this one can be logged out, or all of them. */
export function DeviceList({ devices, timeZone, csrf }: DeviceListProps) {
  const others = devices.filter((device) => !device.own);
  return (
    <>
      <ul class="records">
        {devices.map((device) => (
          <li key={device.id} class="record">
            <p class="record-title">{deviceWords(device.userAgent)}</p>
            <p class="record-note">
              Вход {unbroken(formatDateTime(device.createdAt, timeZone))}
            </p>
            <p class="record-note">
              {device.own
                ? <Mark tone="paid" sign="check">Это устройство</Mark>
                : `Последний раз ${unbroken(formatDateTime(device.seenAt, timeZone))}`}
            </p>
            <p class="record-note">Адрес {device.ip}</p>
            {!device.own && (
              <form class="record-act" method="post" action="/profile/sessions">
                <CsrfField token={csrf} />
                <SubmitButton tone="text" name="session" value={String(device.id)}>
                  Завершить<span class="vh">: {deviceWords(device.userAgent)}</span>
                </SubmitButton>
              </form>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <form method="post" action="/profile/sessions">
          <CsrfField token={csrf} />
          <SubmitButton tone="quiet" name="session" value="others">
            Завершить на всех остальных
          </SubmitButton>
        </form>
      )}
    </>
  );
}
