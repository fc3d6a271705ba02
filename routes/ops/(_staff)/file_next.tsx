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
    file.refused > 0 && file.mendsId === null && {
      href: "#refused",
      words: file.kind === "register"
        ? `Исправить отказанные строки: ${groupedNumber(file.refused)}`
        : `Посмотреть отказанные строки: ${groupedNumber(file.refused)}`,
    },
    file.held > 0 && {
      href: `/ops/held?file=${file.id}`,
      words: `Решить, что делать с\u00a0удержанными: ${groupedNumber(file.held)}`,
    },
    file.kind === "register" && file.accepted > 0 && {
      href: "/ops/invoices",
      words: "Выставить счета",
    },
  ].filter((step) => step !== false);
  if (steps.length === 0) return null;
  return (
    <nav aria-labelledby="next">
      <h2 id="next">Что дальше</h2>
      <ul class="plain-list">
        {steps.map(({ href, words }) => (
          <li key={href}>
            <a href={href}>{words}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
