/** Rules that axe has not. They run inside the page: each function must stand alone. */

/** What a rule may ask more of. */
export type Screen = "phone" | "any";

/** A page has one h1, its headings descend by one level, and its title names it. */
export function headingTroubles(): string[] {
  const troubles: string[] = [];
  const scope = document.querySelector("dialog[open]") ?? document;
  const headings = [...scope.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((heading) => heading.checkVisibility());
  const levels = headings.map((heading) => Number(heading.tagName[1]));
  const first = levels.filter((level) => level === 1).length;
  if (first !== 1 && scope === document) troubles.push(`${first} headings h1`);
  for (const [i, level] of levels.entries()) {
    const before = i === 0 ? level : levels[i - 1]!;
    if (level > before + 1) {
      troubles.push(`h${level} «${headings[i]!.textContent}» follows h${before}`);
    }
  }
  if (document.title.trim() === "") troubles.push("no title");
  return troubles;
}

/** Nothing is cut, nothing runs out of its sheet, and the page needs no sideways scroll. */
export function cutTroubles(): string[] {
  const troubles = new Set<string>();
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) troubles.add(`needs ${scrollWidth} px`);
  const named = (element: Element) =>
    `${element.tagName.toLowerCase()}.${element.className}: ${
      element.textContent!.trim().replace(/\s+/g, " ").slice(0, 60)
    }`;
  /** Left to screen readers alone, as `.vh` and the heads of tables that are cards are. */
  const forEars = new Map<Element, boolean>();
  const isForEars = (element: Element | null): boolean => {
    if (element === null) return false;
    const known = forEars.get(element);
    if (known !== undefined) return known;
    const { position, clipPath } = getComputedStyle(element);
    const is = position === "absolute" && clipPath !== "none" || isForEars(element.parentElement);
    forEars.set(element, is);
    return is;
  };
  const hidden = (element: Element) =>
    element.closest("[aria-hidden=true], svg, noscript, script, style") !== null ||
    !element.checkVisibility({ visibilityProperty: true }) || isForEars(element);

  for (const element of document.body.querySelectorAll("*")) {
    if (hidden(element)) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const across = /hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const down = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (element !== document.body && (across || down)) troubles.add(`cuts ${named(element)}`);
    if (element instanceof HTMLInputElement && /^(button|submit)$/.test(element.type)) {
      if (element.scrollWidth > element.clientWidth + 1) troubles.add(`cuts ${element.value}`);
    }
  }

  const BOXES = ".button, td, th, .sheet, dialog, main, header, footer, body";
  const edges = new Map<Element, DOMRect>();
  const edgesOf = (box: Element) => {
    const known = edges.get(box) ?? box.getBoundingClientRect();
    edges.set(box, known);
    return known;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement!;
    if (!text.textContent!.trim() || hidden(element)) continue;
    if (element.closest("[role=region][tabindex]")) continue; // it scrolls by itself
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter((line) => line.width > 0);
    let box = element.closest(BOXES);
    for (; box !== null; box = box.parentElement?.closest(BOXES) ?? null) {
      const { left, right } = edgesOf(box);
      if (lines.some((line) => line.right > right + 1 || line.left < left - 1)) {
        troubles.add(
          `runs out of ${box.tagName.toLowerCase()}.${box.className}: ${named(element)}`,
        );
        break;
      }
    }
  }
  return [...troubles];
}

/**
 * WCAG 2.5.8: a target is at least 24 by 24 px, or stands in a line of text, or a circle of 24 px
 * around its middle meets no other target and no such circle of another small one. On a phone what
 * stands alone is 44 px high besides: that is our own rule. What is laid over a target's
 * surroundings by its ::before or ::after belongs to it, and so does its label.
 */
export function targetTroubles(screen: Screen): string[] {
  const SIZE = 24;
  const PHONE_HEIGHT = 44;
  const scope = document.querySelector("dialog[open]") ?? document.body;
  const partsOf = (element: Element): DOMRect[] => {
    const labels = [...(element as HTMLInputElement).labels ?? []];
    const spread = ["::before", "::after"].flatMap((part) => {
      const { content, position, top, right, bottom, left } = getComputedStyle(element, part);
      if (content === "none" || position !== "absolute") return [];
      const isAround = getComputedStyle(element).position !== "static";
      const around = isAround ? element : (element as HTMLElement).offsetParent ?? document.body;
      const box = around.getBoundingClientRect();
      const [up, on, down, back] = [top, right, bottom, left].map(parseFloat) as [
        number,
        number,
        number,
        number,
      ];
      const width = box.width - back - on;
      return [new DOMRect(box.x + back, box.y + up, width, box.height - up - down)];
    });
    return [element.getBoundingClientRect(), ...spread]
      .concat(labels.map((label) => label.getBoundingClientRect()));
  };
  const boxOf = (element: Element) =>
    partsOf(element).reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  const isInLine = (element: Element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement!;
    while (getComputedStyle(block).display === "inline") block = block.parentElement!;
    return block.textContent!.trim() !== element.textContent!.trim();
  };
  const isScrolledAway = (element: Element, box: DOMRect) => {
    const region = element.closest("[role=region][tabindex]")?.getBoundingClientRect();
    return region !== undefined && (box.bottom > region.bottom || box.right > region.right);
  };
  const targets = [...scope.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary",
  )]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => element.closest(".vh") === null && !element.classList.contains("skip"))
    .map((element) => ({ element, box: boxOf(element) }))
    .filter(({ element, box }) => box.width > 1 && box.height > 1 && !isScrolledAway(element, box));
  const isSmall = (box: DOMRect) => box.width < SIZE - 0.5 || box.height < SIZE - 0.5;
  const middle = (box: DOMRect) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const toBox = (point: { x: number; y: number }, box: DOMRect) =>
    Math.hypot(
      Math.max(box.left - point.x, 0, point.x - box.right),
      Math.max(box.top - point.y, 0, point.y - box.bottom),
    );
  const named = ({ element, box }: { element: Element; box: DOMRect }) =>
    `${element.tagName.toLowerCase()} «${element.textContent!.trim().slice(0, 40)}» is ` +
    `${Math.round(box.width)}×${Math.round(box.height)} px`;

  const troubles: string[] = [];
  for (const target of targets) {
    const { element, box } = target;
    const isAlone = getComputedStyle(element).display !== "inline";
    if (screen === "phone" && isAlone && box.height < PHONE_HEIGHT - 0.5) {
      troubles.push(`${named(target)} on a phone`);
    }
    if (!isSmall(box) || isInLine(element)) continue;
    const own = middle(box);
    const near = targets.find((other) => {
      if (other.element === element || other.element.contains(element)) return false;
      if (!isSmall(other.box)) return toBox(own, other.box) < SIZE / 2;
      const its = middle(other.box);
      return Math.hypot(own.x - its.x, own.y - its.y) < SIZE;
    });
    if (near) {
      const text = near.element.textContent!.trim().slice(0, 40);
      troubles.push(`${named(target)} beside «${text}»`);
    }
  }
  return troubles;
}

/** What the page is about and what can be done: the same with script and without. */
export function mainOf(): { heading: string; actions: string[] } {
  const plain = (text: string | null) => (text ?? "").replace(/\s+/g, " ").trim();
  return {
    heading: plain(document.querySelector("h1")?.textContent ?? null),
    actions: [...document.querySelectorAll("main .button, main [type=submit]")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => plain(element.textContent)),
  };
}
