import { Notice } from "../../../components/page/notice.tsx";
import { formatDateTime } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { INSURER_ZONE } from "./staff_actor.ts";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;

/** What came of checking the refused rows again. */
export function Recheck({ view }: { view: View }) {
  const { file, recheck } = view;
  switch (recheck) {
    case null:
      return null;
    case "running":
      return (
        <p>
          Этот файл уже загружали{" "}
          {formatDateTime(file.receivedAt, INSURER_ZONE)}. Проверяем только отказанные строки,
          принятое останется как было.
        </p>
      );
    case "unchanged":
      if (file.refused === 0) {
        return (
          <Notice tone="info" role="status" title="Файл уже загружен, проверять нечего">
            <p>
              Его загружали{" "}
              {formatDateTime(file.receivedAt, INSURER_ZONE)}, и&nbsp;отказанных строк в&nbsp;нем
              нет.
            </p>
          </Notice>
        );
      }
      return (
        <Notice tone="info" role="status" title="Ничего не изменилось">
          <p>
            Этот файл уже загружали{" "}
            {formatDateTime(file.receivedAt, INSURER_ZONE)}. Отказанные строки проверили снова, итог
            тот же.
          </p>
        </Notice>
      );
    case "changed":
      return (
        <Notice tone="done" role="status" title="Проверили снова, итог изменился">
          <p>Что теперь принято и что осталось, видно ниже.</p>
        </Notice>
      );
  }
}
