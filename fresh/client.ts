/**
 * Brings a page's islands to life: the browser's part of the stand-in. It finds the islands by the
 * comments of island_marks.ts and their props in the JSON block, and hydrates the markup in place.
 * @module
 */
import {
  type ComponentChild,
  type ComponentChildren,
  type ComponentType,
  type ContainerNode,
  h,
  hydrate,
  type VNode,
} from "preact";
import { deserialize, type SignalFactory } from "./deserialize.ts";
import { setBuildId } from "./runtime.ts";

interface PageState {
  build: string;
  /** URL and export name of each component on the page. */
  modules: [string, string][];
  /** Component of each island, as an index into `modules`. */
  islands: number[];
  signals: string | null;
  props: unknown[];
}

/** The nodes between two comments. */
interface Range {
  start: Comment;
  end: Comment;
}

type Props = Record<string, unknown>;

/** Attributes that say what a field begins with, by the property of that meaning. */
const INITIAL: Record<string, string> = {
  value: "defaultValue",
  checked: "defaultChecked",
};

const state: PageState = JSON.parse(
  document.getElementById("fresh-islands")!.textContent!,
);
setBuildId(state.build);

const roots: [number, Range][] = [];
const slots = new Map<number, Node[]>();
const starts = new Map<Node, Comment>();

const [signals, ...components] = await Promise.all([
  state.signals === null ? null : import(state.signals) as Promise<SignalFactory>,
  ...state.modules.map(async ([url, name]) => (await import(url))[name] as ComponentType<Props>),
]);

findMarks();
const props = deserialize(state.props, {
  signals,
  slot: (id) => h(Slot, { id }),
}) as Props[];
// read before anything changes: hydration drops comments and what it does not expect
const slotContents = new Map(
  [...slots].map(([id, nodes]) => [id, toVNodes(nodes)]),
);

for (const [number, range] of roots) {
  try {
    hydrate(island(number), rootBetween(range));
  } catch (error) {
    // one broken island must not stop the others
    reportError(error);
  }
}

function findMarks(): void {
  const open: { kind: string; number: number; start: Comment }[] = [];
  const walker = document.createTreeWalker(
    document.body,
    NodeFilter.SHOW_COMMENT,
  );
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const comment = node as Comment;
    const [, kind, number] = /^(f[is]):(\d+)$/.exec(comment.data) ?? [];
    if (kind !== undefined) {
      open.push({ kind, number: Number(number), start: comment });
    } else if (comment.data === "/fi" || comment.data === "/fs") {
      const { kind, number, start } = open.pop()!;
      const range = { start, end: comment };
      starts.set(comment, start);
      if (kind === "fs") slots.set(number, between(range));
      else if (open.length === 0) roots.push([number, range]);
    }
  }
  for (
    const template of document.querySelectorAll<HTMLTemplateElement>(
      "[data-fresh-slot]",
    )
  ) {
    slots.set(Number(template.dataset["freshSlot"]), [
      ...template.content.childNodes,
    ]);
  }
}

function between({ start, end }: Range): Node[] {
  const nodes: Node[] = [];
  for (
    let node = start.nextSibling;
    node !== null && node !== end;
    node = node.nextSibling
  ) {
    nodes.push(node);
  }
  return nodes;
}

function island(number: number): VNode<Props> {
  return h(components[state.islands[number]!]!, props[number]!);
}

function Slot({ id }: { id: number }): ComponentChildren {
  return slotContents.get(id);
}

/** The JSX that would render as the given nodes; islands among them become their components. */
function toVNodes(nodes: Node[]): ComponentChild[] {
  const vnodes: ComponentChild[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (node instanceof Text) {
      vnodes.push(node.data);
    } else if (node instanceof Element) {
      vnodes.push(elementToVNode(node));
    } else if (node instanceof Comment && node.data.startsWith("fi:")) {
      vnodes.push(island(Number(node.data.slice(3))));
      while (i < nodes.length && starts.get(nodes[i]!) !== node) i++;
    }
  }
  return vnodes;
}

function elementToVNode(element: Element): ComponentChild {
  const attributes: Props = {};
  for (const { name, value } of element.attributes) {
    // what a person has typed or ticked meanwhile must stay
    const property = element instanceof HTMLInputElement ? INITIAL[name] ?? name : name;
    const isSwitch = value === "" &&
      typeof Reflect.get(element, property) === "boolean";
    attributes[property] = isSwitch || value;
  }
  return h(element.localName, attributes, ...toVNodes([...element.childNodes]));
}

/** A stand-in for a parent element, so that Preact renders between two comments. */
function rootBetween(range: Range): ContainerNode {
  const { start, end } = range;
  const parent = end.parentNode!;
  const insertBefore = (child: Node, before: Node | null) =>
    parent.insertBefore(child, before ?? end);
  return {
    nodeType: 1,
    parentNode: parent,
    namespaceURI: (parent as Element).namespaceURI,
    get firstChild() {
      const first = start.nextSibling;
      return first === end ? null : first;
    },
    get childNodes() {
      return between(range);
    },
    contains: (node: Node | null) => parent.contains(node),
    insertBefore,
    appendChild: (child: Node) => insertBefore(child, null),
    removeChild: (child: Node) => parent.removeChild(child),
  } as unknown as ContainerNode;
}
