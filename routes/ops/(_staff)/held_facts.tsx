import { groupedNumber } from "../../../components/page/pagination.tsx";
import { formatRoubles } from "../../../domain/money.ts";
import { formatQuantity } from "../../../domain/quantity.ts";
import { HOLDS } from "../../../domain/register_line.ts";
import { dayAndYear, numbered } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";

export type HeldLine = Awaited<
  ReturnType<StaffState["useCases"]["readHeldLines"]>
>["lines"][number];

type Line = NonNullable<HeldLine["resembles"]>;

/** A line in three rows, so that two of them are compared across one table row. */
export function LineCell({ line }: { line: Line }) {
  const { quantity, rowNumber, serviceCode } = line;
  return (
    <>
      <p>
        {serviceCode !== null && <span class="nb">{serviceCode}</span>} {line.serviceName}
      </p>
      <p>
        <span class="nb">{dayAndYear(line.serviceDate)}</span>,{" "}
        {formatQuantity(quantity) !== "1" && <>{formatQuantity(quantity)} шт.,{" "}</>}
        <span class="nb">{formatRoubles(line.costKopecks)}</span>
      </p>
      <p class="small muted">
        <a href={`/ops/files/${line.fileId}`}>{line.fileName}</a>, строка{" "}
        {groupedNumber(line.sheetRow)}
        {rowNumber !== null && <>, {numbered(rowNumber)} в&nbsp;реестре</>}
      </p>
    </>
  );
}

/** Why a line is held, with what it is to be compared to. */
export function HeldWhy({ line }: { line: HeldLine }) {
  const { heldFor, resembles, spell } = line;
  return (
    <>
      {resembles && (
        <>
          <LineCell line={resembles} />
          <p class="small muted">{whereItStands(resembles)}</p>
        </>
      )}
      <p class={resembles ? "small muted" : undefined}>{HOLDS[heldFor]}</p>
      {heldFor === "in_alike_clinic" && resembles && (
        <p class="small muted">Там клиника называется: {resembles.clinic}</p>
      )}
      {heldFor !== "emergency_spell" && !resembles && (
        <p class="small muted">Похожей строки больше нет: ее отозвали.</p>
      )}
      {spell && (
        <p class="small muted">
          С&nbsp;{dayAndYear(spell.from)}
          {spell.until === null ? ", еще действует" : ` до ${dayAndYear(spell.until)}`}
          , из-за счета <a href={`/ops/cases/${spell.invoiceId}`}>{numbered(spell.invoiceId)}</a>
        </p>
      )}
      {heldFor === "emergency_spell" && !spell && (
        <p class="small muted">Программу с&nbsp;тех пор вернули на&nbsp;этот день.</p>
      )}
    </>
  );
}

function whereItStands({ invoiceId, held }: Line): string {
  if (invoiceId !== null) return `Уже в счете ${numbered(invoiceId)}`;
  return held === null ? "Ждет ближайшего счета" : "Тоже удержана";
}
