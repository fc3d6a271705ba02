import { files } from "./calls.ts";
import { SIGNALS, type WorkflowInputs } from "./contract.ts";
import { newsBy, now } from "./news.ts";
import { viewer } from "./view.ts";

/**
 * What loading a file would change, counted for staff before they load it; nothing is loaded. Asked
 * for anew meanwhile, as another file's correction or with another last day, it is counted anew.
 */
export async function preview({ fileId }: WorkflowInputs["preview"]): Promise<{ ok: boolean }> {
  const news = newsBy(SIGNALS.preview);
  const show = viewer();

  for (;;) {
    news.clear();
    show({ stage: "Считаем", details: "Считаем, что изменит файл. Ничего не загружаем." });
    const counted = await files.previewFile.executeWithOptions(
      { summary: "Считаем, что изменит файл" },
      [{ fileId, now: now() }],
    );
    if (news.came()) continue;
    show(
      counted.ok
        ? { stage: "Ждет сотрудника", details: "Что изменит файл, видно сотрудникам в кабинете." }
        : { stage: "Файл не прочитан", details: "Причина видна сотрудникам в кабинете." },
    );
    return counted;
  }
}
