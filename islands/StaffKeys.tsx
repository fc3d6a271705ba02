import { useEffect, useRef, useState } from "preact/hooks";

/** Where a switched-off set of keys is remembered, on this device. */
const STORED = "staff-keys";

const KEYS: readonly [key: string, meaning: string][] = [
  ["/", "искать: человека или в\u00a0списке"],
  ["J", "следующая строка"],
  ["K", "предыдущая строка"],
  ["X", "отметить строку"],
  ["Enter", "открыть строку"],
  ["?", "эта подсказка"],
];

/** Single keys for whoever works in lists all day; they can be turned off (WCAG 2.1.4). */
export default function StaffKeys() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(true);
  useEffect(() => setOn(localStorage.getItem(STORED) !== "off"), []);
  useEffect(() => {
    // Tells that the keys are as chosen: until then a page that has just come hears none.
    document.documentElement.dataset["keys"] = on ? "on" : "off";
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      const key = singleKey(event);
      if (key === null || !act(key, dialog.current!)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [on]);

  function choose(chosen: boolean): void {
    setOn(chosen);
    if (chosen) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  }

  return (
    <>
      <button
        class="button-text script-only keys-button"
        type="button"
        onClick={() => dialog.current!.showModal()}
      >
        Клавиши
      </button>
      <dialog class="window keys" ref={dialog} aria-labelledby="keys">
        <div class="sheet">
          <h2 id="keys">Клавиши</h2>
          <dl class="facts">
            {KEYS.flatMap(([key, meaning]) => [
              <dt key={key}>
                <kbd>{key}</kbd>
              </dt>,
              <dd key={meaning}>{meaning}</dd>,
            ])}
          </dl>
          <div class="check">
            <input
              id="keys-on"
              type="checkbox"
              checked={on}
              onChange={(event) => choose(event.currentTarget.checked)}
            />
            <label for="keys-on">Одиночные клавиши работают на&nbsp;этом устройстве</label>
          </div>
          <button
            class="button button-quiet"
            type="button"
            onClick={() => dialog.current!.close()}
          >
            Закрыть
          </button>
        </div>
      </dialog>
    </>
  );
}

type SingleKey = "/" | "?" | "j" | "k" | "x";

/** By the place on the keyboard too: with Russian letters on, «J» types «о». */
const PLACES: Readonly<Record<string, SingleKey>> = { KeyJ: "j", KeyK: "k", KeyX: "x" };

/** The key of ours that was pressed alone and not into a field; null for every other. */
function singleKey(event: KeyboardEvent): SingleKey | null {
  const { target, key, code } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  if (target instanceof Element && target.closest("textarea, select, dialog, [contenteditable]")) {
    return null;
  }
  if (target instanceof HTMLInputElement && target.type !== "checkbox") return null;
  if (key === "?" || (code === "Slash" && event.shiftKey)) return "?";
  if (key === "/" || code === "Slash") return "/";
  return event.shiftKey ? null : PLACES[code] ?? null;
}

/** @returns false where there is nothing to act on */
function act(key: SingleKey, dialog: HTMLDialogElement): boolean {
  switch (key) {
    case "?":
      dialog.showModal();
      return true;
    case "/":
      return search();
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "x":
      return mark();
  }
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  if (field === null) location.assign("/ops/people");
  else {
    field.focus();
    field.select();
  }
  return true;
}

/** Rows that lead somewhere or can be marked. */
function rows(): Element[] {
  return [...document.querySelectorAll("main :is(tbody tr, .records > *)")]
    .filter((row) => handleOf(row) !== null);
}

function handleOf(row: Element): HTMLElement | null {
  return row.querySelector<HTMLElement>("a[href], input[type=checkbox]");
}

function step(by: 1 | -1): boolean {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = at < 0 ? all.at(by === 1 ? 0 : -1) : all[at + by];
  if (next === undefined) return false;
  handleOf(next)!.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function mark(): boolean {
  const row = rows().find((row) => row.contains(document.activeElement));
  const box = row?.querySelector<HTMLInputElement>("input[type=checkbox]");
  box?.click();
  return box != null;
}
