import { type ComponentChildren, Fragment, type FunctionComponent, h, type VNode } from "preact";
import type { Context, Layout, Surroundings } from "./context.ts";
import { type MarkedHtml, type MarkedIsland, renderMarked } from "./island_marks.ts";
import { BUILD_PARAMETER, HEAD_END, HEAD_START, setBuildId } from "./runtime.ts";
import { serialize, SerializeError } from "./serialize.ts";
import type { BuildSnapshot } from "./snapshot.ts";
import type { Island, LayoutConfig, PageProps, RouteComponent } from "./types.ts";

/** The response header that tells a policy middleware the nonce of the page's scripts. */
export const NONCE_HEADER = "x-fresh-nonce";

/** What a page is rendered from. */
export interface RenderOptions<State> {
  ctx: Context<State>;
  vnode: ComponentChildren;
  init: ResponseInit;
  config: LayoutConfig;
  surroundings: Surroundings;
  snapshot: BuildSnapshot | null;
}

/** Renders JSX inside layouts and the app wrapper. */
export async function renderResponse<State>(
  options: RenderOptions<State>,
): Promise<Response> {
  const { ctx, surroundings, config } = options;
  let content = options.vnode;
  for (const component of wrappers(surroundings, config)) {
    const inner = content;
    const wrapped = await callComponent(
      component,
      ctx,
      () => h(Fragment, null, inner),
    );
    if (wrapped instanceof Response) return wrapped;
    content = wrapped;
  }

  const nonce = crypto.randomUUID().replaceAll("-", "");
  const headers = new Headers(options.init.headers);
  if (!headers.has("content-type")) {
    headers.set("content-type", "text/html; charset=utf-8");
  }
  headers.set(NONCE_HEADER, nonce);
  const html = renderDocument({
    vnode: h(Fragment, null, content),
    nonce,
    basePath: ctx.config.basePath,
    snapshot: options.snapshot,
  });
  return new Response(html, { ...options.init, headers });
}

/** The components round the page, innermost first. */
function wrappers(
  surroundings: Surroundings,
  config: LayoutConfig,
): RouteComponent<never, never>[] {
  const chosen: Layout[] = [];
  let skipAppWrapper = config.skipAppWrapper === true;
  let skipLayouts = config.skipInheritedLayouts === true;
  for (const layout of surroundings.layouts.toReversed()) {
    if (skipLayouts) break;
    chosen.push(layout);
    skipLayouts = layout.config.skipInheritedLayouts === true;
    skipAppWrapper ||= layout.config.skipAppWrapper === true;
  }
  const components = chosen.map((layout) => layout.component);
  if (!skipAppWrapper) {
    components.push(surroundings.appWrapper ?? DefaultAppWrapper);
  }
  return components;
}

function DefaultAppWrapper(
  { Component }: { Component: FunctionComponent },
): VNode {
  return h("html", null, [
    h("head", null, [
      h("meta", { charset: "utf-8" }),
      h("meta", {
        name: "viewport",
        content: "width=device-width, initial-scale=1",
      }),
    ]),
    h("body", null, h(Component, null)),
  ]);
}

/**
 * Gives a component its props. An `async function` is awaited before rendering, since rendering is
 * synchronous; it is given the context, and may answer with a response instead.
 */
export async function callComponent<State>(
  component: RouteComponent<never, never>,
  ctx: Context<State>,
  Component: FunctionComponent,
): Promise<ComponentChildren | Response> {
  if (component.constructor.name === "AsyncFunction") {
    ctx.Component = Component;
    return await (component as unknown as RouteComponent<unknown, State>)(ctx);
  }
  const props: PageProps<unknown, State> = {
    config: ctx.config,
    url: ctx.url,
    req: ctx.req,
    route: ctx.route,
    params: ctx.params,
    info: ctx.info,
    state: ctx.state,
    data: ctx.data,
    error: ctx.error,
    isPartial: ctx.isPartial,
    Component,
  };
  return h(
    component as unknown as FunctionComponent<PageProps<unknown, State>>,
    props,
  );
}

interface DocumentOptions {
  vnode: VNode;
  nonce: string;
  basePath: string;
  snapshot: BuildSnapshot | null;
}

const NO_ISLANDS = new Map<unknown, Island>();

function renderDocument(
  { vnode, nonce, basePath, snapshot }: DocumentOptions,
): string {
  setBuildId(snapshot?.buildId ?? "");
  const marked = renderMarked(vnode, snapshot?.islands ?? NO_ISLANDS, nonce);
  let { head, html } = takeHeads(marked.html);
  let end = "";
  if (marked.islands.length > 0 && snapshot !== null) {
    const scripts = islandScripts(marked, { nonce, basePath, snapshot });
    head += scripts.head;
    end += scripts.end;
  }
  if (snapshot?.devScript) {
    head += moduleScript(basePath + snapshot.devScript, nonce);
  }
  if (head !== "") {
    html = insertBefore(replaceOverridden(html, head), "</head>", head);
  }
  if (end !== "") {
    const at = html.lastIndexOf("</body>");
    html = at === -1 ? html + end : html.slice(0, at) + end + html.slice(at);
  }
  return `<!DOCTYPE html>${html}`;
}

function insertBefore(html: string, mark: string, addition: string): string {
  const at = html.indexOf(mark);
  return at === -1 ? addition + html : html.slice(0, at) + addition + html.slice(at);
}

const HEAD = new RegExp(`<!--${HEAD_START}-->([^]*?)<!--${HEAD_END}-->`, "g");

function takeHeads(rendered: string): { head: string; html: string } {
  if (!rendered.includes(HEAD_START)) return { head: "", html: rendered };
  let head = "";
  const html = rendered.replace(HEAD, (_, content) => {
    head = replaceOverridden(head, content) + content;
    return "";
  });
  return { head, html };
}

const TITLE = /<title[^>]*>[^]*?<\/title>/;
const NAMED_META = /<meta\s[^>]*?\b(name|property)="([^"]*)"[^>]*>/g;

/** Takes out of `html` the title and metas that `head` gives anew. */
function replaceOverridden(html: string, head: string): string {
  let left = TITLE.test(head) ? html.replace(TITLE, "") : html;
  for (const [, attribute, name] of head.matchAll(NAMED_META)) {
    const own = `${attribute}="${name}"`;
    left = left.replace(NAMED_META, (meta) => meta.includes(own) ? "" : meta);
  }
  return left;
}

function islandScripts(
  marked: MarkedHtml,
  options: { nonce: string; basePath: string; snapshot: BuildSnapshot },
): { head: string; end: string } {
  const { nonce, basePath, snapshot } = options;
  const used = [...new Set(marked.islands.map((found) => found.island))];
  const values = serializeProps(marked.islands);
  const hasSignals = values.some((value) =>
    Array.isArray(value) && (value[0] === "s" || value[0] === "c")
  );
  const state = {
    build: snapshot.buildId,
    modules: used.map((island) => [basePath + island.url, island.exportName]),
    islands: marked.islands.map((found) => used.indexOf(found.island)),
    signals: hasSignals ? basePath + snapshot.client.signals[0] : null,
    props: values,
  };
  const preloaded = new Set([
    ...snapshot.client.imports,
    ...(hasSignals ? snapshot.client.signals : []),
    ...used.flatMap((island) => [island.url, ...island.imports]),
  ]);
  let head = moduleScript(basePath + snapshot.client.entry, nonce);
  for (const url of preloaded) {
    head += `<link rel="modulepreload" href="${basePath}${url}" nonce="${nonce}">`;
  }
  const json = JSON.stringify(state).replaceAll("<", "\\u003c");
  const end = marked.hiddenSlots +
    `<script type="application/json" id="fresh-islands" nonce="${nonce}">${json}</script>`;
  return { head, end };
}

function moduleScript(url: string, nonce: string): string {
  return `<script type="module" src="${url}" nonce="${nonce}"></script>`;
}

function serializeProps(islands: MarkedIsland[]): unknown[] {
  try {
    return serialize(islands.map((found) => found.props));
  } catch (cause) {
    if (!(cause instanceof SerializeError)) throw cause;
    const [, index, ...keys] = cause.path;
    const name = islands[Number(index)]?.island.name;
    throw new TypeError(
      `Island "${name}", prop "${keys.join(".")}": ${cause.message}`,
      { cause },
    );
  }
}

/** True for a URL that names this build's version of a file. */
export function namesBuild(url: URL, snapshot: BuildSnapshot): boolean {
  return url.searchParams.get(BUILD_PARAMETER) === snapshot.buildId;
}
