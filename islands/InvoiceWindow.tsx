import { useEffect, useRef } from "preact/hooks";

export interface InvoiceWindowProps {
  /** Selects the links that open here; each leads to an invoice's page. */
  links: string;
}

/** The part of the Navigation API that is used; browsers without it do without. */
interface NavigateEvent extends Event {
  destination: { url: string; sameDocument: boolean };
  downloadRequest: string | null;
  navigationType: "push" | "replace" | "reload" | "traverse";
}

/** Who waits longer is better served by the page itself. */
const PATIENCE_MS = 5000;

/**
 * The window over the list: an invoice's lines, as the server renders them. The address becomes the
 * invoice's, so reloading and sharing give its page, and «Назад» closes the window.
 */
export default function InvoiceWindow({ links }: InvoiceWindowProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => openInside(dialog.current!, content.current!, links), []);
  return (
    <dialog class="window" aria-labelledby="window-title" ref={dialog}>
      <div class="window-head">
        <button class="button-text" type="button" onClick={() => dialog.current!.close()}>
          Закрыть
        </button>
      </div>
      <div ref={content} />
    </dialog>
  );
}

function openInside(dialog: HTMLDialogElement, content: HTMLElement, links: string): () => void {
  const listTitle = document.title;
  let opener: HTMLAnchorElement | null = null;
  let asking = new AbortController();
  let pressed: EventTarget | null = null;

  const listening = new AbortController();
  const { signal } = listening;
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>(links);
    if (link === null || !isPlain(event)) return;
    event.preventDefault();
    show(link, () => history.pushState({ invoice: link.pathname }, "", link.href));
  }, { signal });
  addEventListener("popstate", () => {
    const link = linkOf(history.state?.invoice);
    if (link) show(link, () => {});
    else leave();
  }, { signal });
  dialog.addEventListener("close", () => {
    document.title = listTitle;
    if (history.state?.invoice) history.back();
    opener?.focus();
  }, { signal });
  // A press that began inside, such as selecting a text, closes nothing.
  dialog.addEventListener("pointerdown", (event) => pressed = event.target, { signal });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && pressed === dialog) dialog.close();
  }, { signal });
  // A browser takes the entries of one document for one page even after it was left: «Назад» would
  // then change the address alone. So the window's entry goes before the page is left for another.
  // (Reloading by the browser's own button can't be seen from here.)
  const { navigation } = globalThis as { navigation?: EventTarget };
  navigation?.addEventListener("navigate", (event) => {
    const { destination, downloadRequest, navigationType } = event as NavigateEvent;
    if (!history.state?.invoice || downloadRequest !== null) return;
    if (destination.sameDocument || navigationType === "traverse") return;
    event.preventDefault();
    addEventListener("popstate", () => location.assign(destination.url), { once: true });
    history.back();
  }, { signal });
  return () => listening.abort();

  async function show(link: HTMLAnchorElement, arrive: () => void): Promise<void> {
    asking.abort();
    const mine = asking = new AbortController();
    const timer = setTimeout(() => mine.abort(), PATIENCE_MS);
    link.ariaBusy = "true";
    const lines = await fetchLines(link, mine.signal);
    link.ariaBusy = null;
    clearTimeout(timer);
    if (asking !== mine) return;
    if (lines === null) return location.assign(link.href);
    arrive();
    opener = link;
    document.title = lines.title;
    content.replaceChildren(...lines.body.childNodes);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  function leave(): void {
    asking.abort();
    asking = new AbortController();
    dialog.close();
  }

  function linkOf(path: string | undefined): HTMLAnchorElement | undefined {
    return [...document.querySelectorAll<HTMLAnchorElement>(links)]
      .find((link) => link.pathname === path);
  }
}

/** A click that would open the link in this very tab. */
function isPlain(event: MouseEvent): boolean {
  const { button, altKey, ctrlKey, metaKey, shiftKey } = event;
  return button === 0 && !altKey && !ctrlKey && !metaKey && !shiftKey && !event.defaultPrevented;
}

/** Null where the network, the server or an ended session gives no lines: the link itself says why. */
async function fetchLines(link: HTMLAnchorElement, signal: AbortSignal): Promise<Document | null> {
  try {
    const response = await fetch(`${link.pathname}/lines${link.search}`, { signal });
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}
