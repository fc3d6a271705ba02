import { DataTable, Tally } from "../../../components/page/data_table.tsx";
import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import {
  endsMany,
  type ImportPreview,
  type RegisterPreview,
  type RosterChange,
  type RosterPreview,
} from "../../../domain/import_preview.ts";
import { isCalledOff } from "../../../domain/franchise.ts";
import { formatRoubles, kopecks } from "../../../domain/money.ts";
import { counted, dayAndYear } from "../../../domain/russian.ts";
import { LineChanges } from "./line_changes.tsx";
import { MeantEmployer } from "./meant_employer.tsx";
import { HeldReasons, RefusedReasons } from "./preview_rows.tsx";

export interface PreviewViewProps {
  file: {
    id: number;
    kind: string;
    sender: string | null;
    senderIsNew: boolean;
    countedAgain: boolean;
    state: string;
  };
  preview: ImportPreview;
  canAct: boolean;
  csrf: string;
}

/** What a file would change, and the choice to load it or to leave it. */
export function PreviewView({ file, preview, canAct, csrf }: PreviewViewProps) {
  return (
    <section class="sheet stack" aria-labelledby="preview">
      <h2 id="preview">Что изменится</h2>
      {file.countedAgain && (
        <Notice tone="warn" role="status" title="Посчитали заново: посмотрите еще раз">
          <p>
            Пока файл ждал, загрузили другой, и&nbsp;прежние числа больше не&nbsp;верны. Этот файл
            не&nbsp;загружен.
          </p>
        </Notice>
      )}
      {file.state === "done"
        ? (
          <p>
            Этот файл уже загружали. Проверим только строки, в&nbsp;которых тогда отказали; принятое
            останется как было.
          </p>
        )
        : <p>Пока ничего не&nbsp;загружено.</p>}
      {file.senderIsNew && <NewSender {...file} />}
      {preview.kind === "roster" && preview.meantEmployer != null && (
        <MeantEmployer meant={preview.meantEmployer} sender={file.sender} />
      )}
      {preview.kind === "register" ? <Register preview={preview} /> : <Roster preview={preview} />}
      {canAct && (
        <form class="actions" method="post" action={`/ops/files/${file.id}`}>
          <CsrfField token={csrf} />
          <SubmitButton name="decision" value="load">{loadWords(preview)}</SubmitButton>
          <SubmitButton tone="quiet" name="decision" value="discard">Не загружать</SubmitButton>
        </form>
      )}
    </section>
  );
}

/** A button that ends policies says so. */
function loadWords(preview: ImportPreview): string {
  const ended = preview.kind === "roster" ? preview.ended.length : 0;
  return ended === 0
    ? "Загрузить"
    : `Загрузить и\u00a0закончить ${counted(ended, ["полис", "полиса", "полисов"])}`;
}

function NewSender({ kind, sender }: PreviewViewProps["file"]) {
  const title = kind === "register" ? "Новая клиника" : "Новый работодатель";
  return (
    <Notice tone="warn" title={`${title}: ${sender}`}>
      <p>
        Файлов под этим названием еще не&nbsp;было. Если в&nbsp;нем опечатка, не&nbsp;загружайте
        и&nbsp;отправьте файл под верным.
      </p>
    </Notice>
  );
}

function Register({ preview }: { preview: RegisterPreview }) {
  const { unchanged, changed, gone, creditedKopecks, heldCostKopecks = 0 } = preview;
  const compared = unchanged + changed + gone > 0;
  return (
    <>
      <dl class="facts">
        <dt>Клиника</dt>
        <dd>{preview.clinic}</dd>
        <dt>Примем строк</dt>
        <dd>{groupedNumber(preview.accepted)}</dd>
        <dt>Полисов</dt>
        <dd>{groupedNumber(preview.people)}</dd>
        <dt>Стоимость услуг</dt>
        <dd>{formatRoubles(preview.costKopecks)}</dd>
        <dt>Доля застрахованных</dt>
        <dd>{formatRoubles(preview.franchiseKopecks)}</dd>
        {heldCostKopecks > 0 && (
          <>
            <dt>Удержим до&nbsp;решения</dt>
            <dd>
              {formatRoubles(kopecks(heldCostKopecks))}, доля застрахованных{" "}
              {formatRoubles(preview.heldFranchiseKopecks ?? kopecks(0))}
            </dd>
          </>
        )}
      </dl>
      {compared && (
        <>
          <Tally
            items={[
              { title: "Как в прежнем файле", count: unchanged },
              { title: "Изменено", count: changed },
              { title: "Больше нет", count: gone },
            ]}
          />
          {creditedKopecks > 0 && (
            <p>
              Выставленные счета станут меньше на{" "}
              {formatRoubles(creditedKopecks)}: людям придет сообщение.
            </p>
          )}
          <LineChanges changes={preview.lineChanges ?? []} total={changed + gone} done={false} />
        </>
      )}
      <HeldReasons preview={preview} />
      <RefusedReasons title="Откажем" preview={preview} />
    </>
  );
}

function Roster({ preview }: { preview: RosterPreview }) {
  const { added, changed, unchanged, ended, absentLastDay, running = 0 } = preview;
  return (
    <>
      <Tally
        items={[
          { title: "Новых", count: added.count },
          { title: "Изменится", count: changed.count },
          { title: "Закончится", count: ended.length },
          { title: "Без изменений", count: unchanged },
        ]}
      />
      {absentLastDay !== null && ended.length > 0 && (
        <Notice
          tone="warn"
          title={`Последний день полисов ниже станет ${dayAndYear(absentLastDay)}`}
        >
          <p>
            Этих людей нет в&nbsp;полном списке. Неоплаченные счета за&nbsp;ними останутся. Полисы,
            которые еще не&nbsp;начались, будут отменены.
          </p>
        </Notice>
      )}
      {running > 0 && endsMany(preview) && (
        <Notice
          tone="late"
          title={`Закончится больше десятой части: ${groupedNumber(ended.length)} из ${
            counted(running, ["действующего полиса", "действующих полисов", "действующих полисов"])
          }`}
        >
          <p>
            Проверьте, весь&nbsp;ли это список и&nbsp;того&nbsp;ли работодателя:
            не&nbsp;один&nbsp;ли это филиал, не&nbsp;обрезан&nbsp;ли файл.
          </p>
        </Notice>
      )}
      {ended.length > 0 && (
        <DataTable
          caption="Закончится"
          rows={ended}
          rowKey={({ policyNumber }) => policyNumber}
          empty={null}
          columns={[
            { key: "name", title: "Закончится", cell: ({ name }) => name },
            { key: "policy", title: "Полис", cell: ({ policyNumber }) => policyNumber },
            {
              key: "was",
              title: "Было по",
              cell: ({ wasEndsOn }) => dayAndYear(wasEndsOn),
            },
            { key: "now", title: "Станет по", cell: endOf },
          ]}
        />
      )}
      <Changes title="Изменится" {...changed} />
      <Changes title="Новые" {...added} />
      <RefusedReasons title="Не прочитаем" preview={preview} />
    </>
  );
}

function endOf({ startsOn, endedOn }: RosterPreview["ended"][number]): string {
  return isCalledOff({ startsOn, endsOn: endedOn })
    ? `не\u00a0начнется ${dayAndYear(startsOn)}: отменен`
    : dayAndYear(endedOn);
}

function Changes({ title, count, rows }: { title: string; count: number; rows: RosterChange[] }) {
  if (count === 0) return null;
  return (
    <>
      <DataTable
        caption={title}
        rows={rows}
        rowKey={({ policyNumber }) => policyNumber}
        empty={null}
        columns={[
          { key: "name", title, cell: ({ name }) => name },
          { key: "policy", title: "Полис", cell: ({ policyNumber }) => policyNumber },
          {
            key: "changes",
            title: "Что",
            cell: ({ changes }) => inGroups(changes).map((group) => <p key={group}>{group}</p>),
          },
        ]}
      />
      {count > rows.length && (
        <p class="muted">
          Показаны первые {groupedNumber(rows.length)} из {groupedNumber(count)}.
        </p>
      )}
    </>
  );
}

/** A change stands by itself; the fields of somebody new are told in one go. */
function inGroups(changes: RosterChange["changes"]): string[] {
  const all = changes.map(changeInWords);
  return changes.some(({ was }) => was !== "") ? all : [all.join(", ")];
}

function changeInWords({ field, was, now }: RosterChange["changes"][number]): string {
  return was === "" ? `${field}: ${now}` : `${field}: ${was} → ${now || "пусто"}`;
}
