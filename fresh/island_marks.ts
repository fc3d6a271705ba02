/**
 * Marks islands while Preact renders on the server, through its option hooks.
 *
 * An island becomes `<!--fi:0-->…<!--/fi-->`, with its number on the page. JSX in its props becomes a
 * slot, `<!--fs:0-->…<!--/fs-->`: it is rendered here, and the browser takes it from the markup.
 * Islands inside an island's own markup are part of it; islands inside a slot stand for themselves.
 * @module
 */
import {
  type ComponentChildren,
  Fragment,
  type FunctionComponent,
  h,
  isValidElement,
  options,
  type VNode,
} from "preact";
import { renderToString } from "preact-render-to-string";
import { Signal } from "@preact/signals";
import { comment } from "./runtime.ts";
import { SlotReference } from "./serialize.ts";
import type { Island } from "./types.ts";

/** An island met while rendering. */
export interface MarkedIsland {
  island: Island;
  /** Props with slots in place of JSX. */
  props: Record<string, unknown>;
}

/** Markup with what the browser needs to bring its islands to life. */
export interface MarkedHtml {
  html: string;
  islands: MarkedIsland[];
  /** Slots that their island has not shown yet, as `<template>` elements. */
  hiddenSlots: string;
}

interface Marking {
  known: Map<unknown, Island>;
  nonce: string;
  islands: MarkedIsland[];
  slots: { content: ComponentChildren; rendered: boolean }[];
  /** Whether the node being rendered belongs to an island; one entry a boundary passed. */
  insideIsland: boolean[];
}

type Props = Record<string, unknown>;
/** The nodes of Preact whose type and props the hooks rewrite. */
type Node = VNode<Props>;

interface RenderHooks {
  __b?: (vnode: Node) => void;
  diffed?: (vnode: Node) => void;
}

let marking: Marking | null = null;
const islandRoots = new WeakSet<object>();
const nonced = new WeakSet<object>();

/** Renders to a string, marking the islands. Scripts and styles get the nonce. */
export function renderMarked(
  vnode: VNode,
  known: Map<unknown, Island>,
  nonce: string,
): MarkedHtml {
  const state: Marking = {
    known,
    nonce,
    islands: [],
    slots: [],
    insideIsland: [false],
  };
  const outer = marking;
  marking = state;
  try {
    const html = renderToString(vnode);
    let hiddenSlots = "";
    // rendering a slot can add further slots, of islands inside it
    for (let id = 0; id < state.slots.length; id++) {
      const slot = state.slots[id];
      if (slot === undefined || slot.rendered) continue;
      state.insideIsland = [false];
      hiddenSlots += `<template data-fresh-slot="${id}">${
        renderToString(h(Fragment, null, slot.content))
      }</template>`;
    }
    return { html, islands: state.islands, hiddenSlots };
  } finally {
    marking = outer;
  }
}

function IslandBoundary(props: Props): VNode {
  const { island, type, props: given } = props as {
    island: Island;
    type: FunctionComponent<Props>;
    props: Props;
  };
  const state = marking!;
  const withSlots: Props = {};
  const sent: Props = {};
  for (const [name, value] of Object.entries(given)) {
    withSlots[name] = slotted(value, withSlot);
    sent[name] = slotted(withSlots[name], slotReference);
  }
  const number = state.islands.push({ island, props: sent }) - 1;
  const root = h(type, withSlots);
  islandRoots.add(root);
  return h(Fragment, null, comment(`fi:${number}`), root, comment("/fi"));
}

/** Applies `change` to the JSX in a prop, which stands there itself or in a list. */
function slotted(value: unknown, change: (vnode: Node) => unknown): unknown {
  // signals pass for JSX in Preact, so that they can be rendered
  if (value instanceof Signal) return value;
  if (isValidElement(value)) return change(value as Node);
  if (
    Array.isArray(value) &&
    value.some((item) => isValidElement(item) || Array.isArray(item))
  ) {
    return value.map((item) => slotted(item, change));
  }
  return value;
}

function withSlot(vnode: Node): Node {
  const id = marking!.slots.push({ content: vnode, rendered: false }) - 1;
  return h(Slot as unknown as FunctionComponent<Props>, { id });
}

function slotReference(vnode: Node): SlotReference {
  return new SlotReference(vnode.props["id"] as number);
}

function Slot(props: { id: number }): VNode {
  const slot = marking!.slots[props.id]!;
  slot.rendered = true;
  return h(
    Fragment,
    null,
    comment(`fs:${props.id}`),
    slot.content,
    comment("/fs"),
  );
}

const hooks = options as unknown as RenderHooks;
const previousBefore = hooks.__b;
const previousAfter = hooks.diffed;

hooks.__b = (vnode) => {
  if (marking !== null) enter(vnode, marking);
  previousBefore?.(vnode);
};

hooks.diffed = (vnode) => {
  previousAfter?.(vnode);
  if (marking !== null && (islandRoots.has(vnode) || isOf(vnode, Slot))) {
    marking.insideIsland.pop();
  }
};

function enter(vnode: Node, state: Marking): void {
  if (typeof vnode.type === "string") {
    if (vnode.type === "script" || vnode.type === "style") {
      addNonce(vnode, state.nonce);
    }
    return;
  }
  if (islandRoots.has(vnode)) {
    state.insideIsland.push(true);
  } else if (isOf(vnode, Slot)) {
    state.insideIsland.push(false);
  } else {
    rewrite(vnode, state);
  }
}

/** Puts the boundary round an island, and takes it off a node that is rendered again elsewhere. */
function rewrite(vnode: Node, state: Marking): void {
  if (isOf(vnode, IslandBoundary)) {
    const original = vnode.props as unknown as {
      type: FunctionComponent<Props>;
      props: Props;
    };
    vnode.type = original.type;
    vnode.props = original.props as Node["props"];
  }
  const island = state.known.get(vnode.type);
  if (island === undefined || state.insideIsland.at(-1) === true) return;
  vnode.props = {
    island,
    type: vnode.type,
    props: vnode.props,
  } as unknown as Node["props"];
  vnode.type = IslandBoundary;
}

function addNonce(vnode: Node, nonce: string): void {
  // a node kept between requests still has the last one's nonce
  if (vnode.props["nonce"] !== undefined && !nonced.has(vnode)) return;
  nonced.add(vnode);
  vnode.props = { ...vnode.props, nonce };
}

function isOf(vnode: Node, type: unknown): boolean {
  return vnode.type === type;
}
