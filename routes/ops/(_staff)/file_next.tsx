import { groupedNumber } from "../../../components/page/pagination.tsx";
import type { StaffState } from "../../../state.ts";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;

/** What is to be done once a file is loaded, or could not be. */
export function FileNext({ view, canAct }: { view: View; canAct: boolean }) {
  const { file, underWay } = view;
  if (file.replacedById !== null || underWay !== null) return null;
  if (file.state === "unreadable" || file.state === "discarded") {
    if (!canAct || file.sender === null) return null;
    const field = file.kind === "register" ? "clinic" : "employer";
    return (
      <p>
        <a class="link" href={`/ops?${field}=${encodeURIComponent(file.sender)}#upload`}>
          Загрузить снова
        </a>
      </p>
    );
  }
  if (file.state !== "done" || file.previewAskedAt !== null) return null;
  const steps = [
    file.refused > 0 && file.mendsId === null && (
      <a href="#refused">
        {file.kind === "register" ? "Исправить отказанные строки" : "Посмотреть отказанные строки"}:
        {" "}
        {groupedNumber(file.refused)}
      </a>
    ),
    file.held > 0 && (
      <a href={`/ops/held?file=${file.id}`}>
        Решить, что делать с&nbsp;удержанными: {groupedNumber(file.held)}
      </a>
    ),
    file.kind === "register" && file.accepted > 0 && <a href="/ops/invoices">Выставить счета</a>,
  ].filter((step) => step !== false);
  if (steps.length === 0) return null;
  return (
    <nav aria-labelledby="next">
      <h2 id="next">Что дальше</h2>
      <ul class="plain-list">{steps.map((step, at) => <li key={at}>{step}</li>)}</ul>
    </nav>
  );
}
