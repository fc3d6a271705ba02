import { Notice } from "../../../components/page/notice.tsx";
import ImportWatch from "../../../islands/ImportWatch.tsx";
import type { StaffState } from "../../../state.ts";

type View = NonNullable<Awaited<ReturnType<StaffState["useCases"]["readImport"]>>>;

/** What is being done with a file and how far it is; follows it where there is script. */
export function FileUnderWay({ view, href }: { view: View; href: URL }) {
  const { file, underWay } = view;
  if (underWay === null) return null;
  const asked = new URLSearchParams(href.search);
  asked.set("progress", "");
  const words = wordsOf(view, underWay);
  return (
    <Notice tone="info" title={words.title}>
      <ImportWatch
        key={file.id}
        url={`${href.pathname}?${asked}`}
        underWay={underWay}
        name={words.title}
        progress={file.progress}
      />
      <p>{words.ifLeft}</p>
      <p>
        <a class="link" href={href.pathname + href.search}>Обновить</a>
      </p>
    </Notice>
  );
}

function wordsOf(
  { file, recheck }: View,
  underWay: NonNullable<View["underWay"]>,
): { title: string; ifLeft: string } {
  if (underWay === "preview" && file.countedAgain) {
    return {
      title: "Считаем заново",
      ifLeft: "Пока файл ждал, загрузили другой. Если числа те же, загрузим этот сами, " +
        "если нет, покажем снова.",
    };
  }
  if (underWay === "preview") {
    return {
      title: "Считаем, что изменится",
      ifLeft: "Пока ничего не загружено. Страницу можно закрыть: посчитаем и без нее.",
    };
  }
  const title = recheck === "running"
    ? "Проверяем отказанные строки"
    : file.progress === null
    ? "Файл ждет очереди"
    : "Проверяем файл";
  return {
    title,
    ifLeft: file.kind === "register"
      ? "Страницу можно закрыть: проверка идет сама, а прерванная продолжится с того же места."
      : "Страницу можно закрыть: проверка идет сама. Список загрузится весь сразу, в конце.",
  };
}
