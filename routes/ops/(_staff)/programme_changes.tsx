import { Notice } from "../../../components/page/notice.tsx";
import { groupedNumber } from "../../../components/page/pagination.tsx";
import type { StaffState } from "../../../state.ts";

export type ProgrammePreview = Extract<
  Awaited<ReturnType<StaffState["useCases"]["previewProgramme"]>>,
  { ok: true }
>;
type PartChange = ProgrammePreview["items"];

/** What a file would change in a programme, part by part. */
export function ProgrammeChanges({ preview }: { preview: ProgrammePreview }) {
  if (preview.same) {
    return <Notice tone="info" title="В программе все так и&nbsp;есть: менять нечего" />;
  }
  return (
    <>
      <Part id="items" title="Что оплачено" part={preview.items} />
      <Part id="clinics" title="Клиники" part={preview.clinics} />
    </>
  );
}

function Part({ id, title, part }: { id: string; title: string; part: PartChange }) {
  const { count, added, removed, changed } = part;
  return (
    <section class="stack-tight" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {count === null ? <p>В файле этого нет: останется как было.</p> : (
        <>
          <p>Станет {groupedNumber(count)}.</p>
          {added.length + removed.length + changed.length === 0 && (
            <p>Строки те же; если порядок другой, он изменится.</p>
          )}
          <Lines title="Добавятся" lines={added} />
          <Lines title="Исчезнут" lines={removed} />
          <Lines title="Изменятся" lines={changed} />
        </>
      )}
    </section>
  );
}

const LINES_SHOWN = 20;

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>{title}: {groupedNumber(lines.length)}</h3>
      <ul class="plain-list">
        {lines.slice(0, LINES_SHOWN).map((line) => <li key={line}>{line}</li>)}
      </ul>
      {lines.length > LINES_SHOWN && <p>И&nbsp;еще {groupedNumber(lines.length - LINES_SHOWN)}.</p>}
    </div>
  );
}
