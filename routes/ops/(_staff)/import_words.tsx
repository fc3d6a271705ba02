import { Mark } from "../../../components/page/status.tsx";
import type { StaffState } from "../../../state.ts";

type Kind = "roster" | "register" | "activations";

export const KIND_TITLES: Record<Kind, string> = {
  roster: "Список застрахованных",
  register: "Реестр клиники",
  activations: "Согласия на бумаге",
};

type ListedFile = Awaited<ReturnType<StaffState["useCases"]["readImports"]>>["files"][number];

/** Where an import stands. */
export function ImportMark({ file }: {
  file: Pick<ListedFile, "state" | "previewAskedAt" | "preview" | "progress">;
}) {
  const { state, previewAskedAt, preview, progress } = file;
  if (previewAskedAt !== null && state !== "unreadable") {
    const words = preview === null ? "Считаем" : "Ждет решения";
    return <Mark tone="checking" sign="dashed">{words}</Mark>;
  }
  switch (state) {
    case "received":
      // A roster is marked as being checked with all the rest of it, at its end.
      return (
        <Mark tone="checking" sign="dashed">
          {progress === null ? "Ждет проверки" : "Проверяем"}
        </Mark>
      );
    case "checking":
      return <Mark tone="checking" sign="dashed">Проверяем</Mark>;
    case "done":
      return <Mark tone="paid" sign="check">Проверен</Mark>;
    case "discarded":
      return <Mark tone="ended" sign="dashed">Не загружен</Mark>;
    case "unreadable":
      return <Mark tone="overdue" sign="triangle">Не прочитан</Mark>;
  }
}
