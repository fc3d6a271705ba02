import { files } from "./calls.ts";
import type { WorkflowInputs } from "./contract.ts";
import { now } from "./news.ts";
import { viewer } from "./view.ts";

/** What loading a file would change, counted for staff before they load it; nothing is loaded. */
export async function preview({ fileId }: WorkflowInputs["preview"]): Promise<{ ok: boolean }> {
  const show = viewer();
  show({ stage: "Считаем", details: "Считаем, что изменит файл. Ничего не загружаем." });
  const counted = await files.previewFile.executeWithOptions(
    { summary: "Считаем, что изменит файл" },
    [{ fileId, now: now() }],
  );
  show(
    counted.ok
      ? { stage: "Ждет сотрудника", details: "Что изменит файл, видно сотрудникам в кабинете." }
      : { stage: "Файл не прочитан", details: "Причина видна сотрудникам в кабинете." },
  );
  return counted;
}
