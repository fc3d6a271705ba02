import { Mark } from "../../../components/page/status.tsx";

type Kind = "roster" | "register" | "activations";

export const KIND_TITLES: Record<Kind, string> = {
  roster: "Список застрахованных",
  register: "Реестр клиники",
  activations: "Согласия на бумаге",
};

/** Where an import stands. */
export function ImportMark({ state, waits }: {
  state: "received" | "checking" | "done" | "unreadable" | "discarded";
  /** For staff to load it or to leave it. */
  waits: boolean;
}) {
  if (waits && state !== "unreadable") {
    return <Mark tone="checking" sign="dashed">Ждет решения</Mark>;
  }
  switch (state) {
    case "received":
      return <Mark tone="checking" sign="dashed">Ждет проверки</Mark>;
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
