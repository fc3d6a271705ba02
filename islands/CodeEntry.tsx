import { useEffect, useState } from "preact/hooks";
import { AGAIN_FORM, CODE_FORM } from "../components/page/code_form.tsx";
import { codeIn, waitInWords } from "../domain/one_time_code.ts";

export interface CodeEntryProps {
  /** Seconds until another code is worth asking for. */
  wait: number;
}

/**
 * Sends the code once all its digits are there, and says when another may be asked for. Stands in
 * the form that asks for it.
 */
export default function CodeEntry({ wait }: CodeEntryProps) {
  const [left, setLeft] = useState(wait);
  useEffect(() => sendWhenWhole(document.getElementById(CODE_FORM) as HTMLFormElement), []);
  useEffect(() => {
    const form = document.getElementById(AGAIN_FORM) as HTMLFormElement;
    return holdBack(form, wait, setLeft);
  }, []);
  return (
    <p class="hint script-only" id="again-wait">
      {left > 0 && `Отправить снова можно ${waitInWords(left)}`}
      <span role="status">{left === 0 && "Код можно отправить снова"}</span>
    </p>
  );
}

/** One form is sent once: a second answer to the same code would find it used. */
function sendWhenWhole(form: HTMLFormElement): () => void {
  const field = form.elements.namedItem("code") as HTMLInputElement;
  // What the page came with, not what has been typed since: on a slow phone that is before the script.
  const refused = codeIn(field.defaultValue);
  let sent = false;
  const listening = new AbortController();
  const { signal } = listening;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  }, { signal });
  const look = () => {
    const code = codeIn(field.value);
    if (code !== null && code !== refused && !sent) form.requestSubmit();
  };
  field.addEventListener("input", look, { signal });
  // Brought back by «Назад», the page may send again.
  addEventListener("pageshow", () => sent = false, { signal });
  look();
  return () => listening.abort();
}

/** Until the wait is over, the button stays where it is and sends nothing; the text says why. */
function holdBack(
  form: HTMLFormElement,
  seconds: number,
  tell: (seconds: number) => void,
): () => void {
  const button = form.querySelector("button")!;
  const until = performance.now() + seconds * 1000;
  const listening = new AbortController();
  const look = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    tell(Math.max(0, left));
    if (left > 0) return;
    clearInterval(timer);
    button.removeAttribute("aria-disabled");
    listening.abort();
  };
  const timer = setInterval(look, 1000);
  if (seconds > 0) button.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-describedby", "again-wait");
  form.addEventListener("submit", (event) => event.preventDefault(), listening);
  look();
  return () => {
    clearInterval(timer);
    listening.abort();
  };
}
