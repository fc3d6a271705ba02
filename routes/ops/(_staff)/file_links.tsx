import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import { formatRoubles } from "../../../domain/money.ts";
import { numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";
import { LineChanges } from "./line_changes.tsx";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;

/** Which file this one corrects and what came of it, or which one came in its place. */
export function FileLinks({ view, canAct }: { view: View; canAct: boolean }) {
  const { file, correction } = view;
  const waits = file.state === "received" && file.previewAskedAt !== null;
  const link = (id: number) => <a href={`/ops/files/${id}`}>файл {numbered(id)}</a>;
  if (file.replacedById !== null) {
    return (
      <Notice tone="info" title="Этот файл заменен">
        <p>
          Вместо него загружен{" "}
          {link(file.replacedById)}. Строки этого файла остаются для истории и&nbsp;заново
          не&nbsp;проверяются.
        </p>
      </Notice>
    );
  }
  return (
    <>
      {waits && file.replacesId !== null && <p>Заменит {link(file.replacesId)}.</p>}
      {waits && file.mendsId !== null && <p>Исправит отказанные строки: {link(file.mendsId)}.</p>}
      {!waits && file.replacesId !== null && <p>Загружен вместо: {link(file.replacesId)}.</p>}
      {!waits && file.mendsId !== null && (
        <p>
          Исправляет отказанные строки: {link(file.mendsId)}. Принятые строки видны там.
        </p>
      )}
      {correction && file.state === "done" && <Corrected correction={correction} />}
      {canAct && file.kind === "register" && file.state === "done" && file.mendsId === null && (
        <p>
          <a
            class="link"
            href={`/ops?purpose=replaces&corrects=${file.id}&clinic=${
              encodeURIComponent(file.sender ?? "")
            }#upload`}
          >
            Загрузить исправленный файл
          </a>
        </p>
      )}
    </>
  );
}

function Corrected({ correction }: { correction: NonNullable<View["correction"]> }) {
  const { changed, gone, invoices, creditedKopecks, restKopecks } = correction;
  return (
    <>
      <dl class="facts">
        <dt>Изменено строк</dt>
        <dd>{groupedNumber(changed)}</dd>
        <dt>Больше нет строк</dt>
        <dd>{groupedNumber(gone)}</dd>
        <dt>Счета стали меньше</dt>
        <dd>
          {invoices === 0
            ? "Нет: исправленное еще не было в счетах"
            : `${groupedNumber(invoices)}, всего на ${formatRoubles(creditedKopecks)}`}
        </dd>
        {restKopecks > 0 && (
          <>
            <dt>Войдет в&nbsp;следующие счета</dt>
            <dd>{formatRoubles(restKopecks)}</dd>
          </>
        )}
      </dl>
      <LineChanges changes={correction.changes} total={changed + gone} done />
    </>
  );
}
