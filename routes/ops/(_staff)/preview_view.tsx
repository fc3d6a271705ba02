import { DataTable, Tally } from "../../../components/page/data_table.tsx";
import { CsrfField, SubmitButton } from "../../../components/page/form.tsx";
import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import type {
  ImportPreview,
  RegisterPreview,
  RosterChange,
  RosterPreview,
} from "../../../domain/import_preview.ts";
import { describeRefusal } from "../../../domain/import_refusal.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { type HoldReason, HOLDS } from "../../../domain/register_line.ts";
import { dayAndYear } from "../../../domain/russian.ts";

export interface PreviewViewProps {
  file: { id: number; kind: string; sender: string | null; senderIsNew: boolean };
  preview: ImportPreview;
  canAct: boolean;
  csrf: string;
}

/** What a file would change, and the choice to load it or to leave it. */
export function PreviewView({ file, preview, canAct, csrf }: PreviewViewProps) {
  return (
    <section class="sheet stack" aria-labelledby="preview">
      <h2 id="preview">Что изменится</h2>
      <p>Пока ничего не загружено.</p>
      {file.senderIsNew && <NewSender {...file} />}
      {preview.kind === "register" ? <Register preview={preview} /> : <Roster preview={preview} />}
      {canAct && (
        <form class="actions" method="post" action={`/ops/files/${file.id}`}>
          <CsrfField token={csrf} />
          <SubmitButton name="decision" value="load">Загрузить</SubmitButton>
          <SubmitButton tone="quiet" name="decision" value="discard">Не загружать</SubmitButton>
        </form>
      )}
    </section>
  );
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
  const { refused, held, unchanged, changed, gone, creditedKopecks } = preview;
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
        </>
      )}
      <Reasons
        title="Удержим до решения"
        counts={held}
        words={(reason) => HOLDS[reason as HoldReason]}
      />
      <Reasons
        title="Откажем"
        counts={refused}
        words={(reason) => describeRefusal("register", reason).russian}
      />
    </>
  );
}

interface ReasonsProps {
  title: string;
  counts: readonly { reason: string; rows: number }[];
  words: (reason: string) => string;
}

function Reasons({ title, counts, words }: ReasonsProps) {
  if (counts.length === 0) return null;
  return (
    <DataTable
      caption={title}
      rows={counts}
      rowKey={({ reason }) => reason}
      empty={null}
      columns={[
        { key: "reason", title, cell: ({ reason }) => words(reason) },
        { key: "rows", title: "Строк", align: "num", cell: ({ rows }) => groupedNumber(rows) },
      ]}
    />
  );
}

function Roster({ preview }: { preview: RosterPreview }) {
  const { added, changed, unchanged, ended, refused, absentLastDay } = preview;
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
      <Reasons
        title="Не прочитаем"
        counts={refused}
        words={(reason) => describeRefusal("roster", reason).russian}
      />
    </>
  );
}

function endOf({ startsOn, endedOn }: RosterPreview["ended"][number]): string {
  return endedOn < startsOn
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
