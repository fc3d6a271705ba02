import type { ComponentChildren, FunctionComponent } from "preact";
import type { Context } from "./context.ts";

/** The HTTP methods that a route can answer. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Options of an app. */
export interface FreshConfig {
  /** URL path under which the whole app lives, for example "/cabinet". */
  basePath?: string;
  mode?: "development" | "production";
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host`: only behind a proxy that sets them. */
  trustProxy?: boolean;
}

/** Options of an app with the defaults filled in. */
export interface ResolvedFreshConfig {
  basePath: string;
  mode: "development" | "production";
  trustProxy: boolean;
}

/** Options of `App.listen` and `Builder.listen`. */
export interface ListenOptions extends Partial<Deno.ServeTcpOptions> {
  onListen?: (address: Deno.NetAddr) => void;
}

/** What a handler returns to have its page rendered with data. */
export interface PageResponse<Data> {
  data: Data;
  headers?: HeadersInit;
  status?: number;
}

/** Runs before a route: answers itself or calls `ctx.next()`. */
export type Middleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response>;

/** Answers a request with a `Response`, or with data for the route's page. */
export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;

/** One handler a method; HEAD falls to GET. */
export type HandlerByMethod<Data, State> = {
  [M in Method]?: HandlerFn<Data, State>;
};

/** A route's handlers: one function for all methods, or one a method. */
export type RouteHandler<Data, State> =
  | HandlerFn<Data, State>
  | HandlerByMethod<Data, State>;

type ResultData<Result> = Awaited<Result> extends infer Value
  ? Value extends PageResponse<infer Data> ? Data : never
  : never;

/** The data that a route's handlers give to its page. */
export type RouteData<Handler> = Handler extends (...args: never[]) => infer Result
  ? ResultData<Result>
  : {
    [M in keyof Handler]: Handler[M] extends (...args: never[]) => infer Result ? ResultData<Result>
      : never;
  }[keyof Handler];

/** What pages, layouts and the app wrapper are given. */
export interface PageProps<Data = unknown, State = unknown> {
  config: ResolvedFreshConfig;
  url: URL;
  req: Request;
  /** The pattern of the matched route, null where none matched. */
  route: string | null;
  /** Groups of the matched pattern, still percent-encoded. */
  params: Record<string, string>;
  info: Deno.ServeHandlerInfo;
  state: State;
  data: Data;
  /** What was thrown, on an error page. */
  error: unknown;
  isPartial: boolean;
  /** What a layout or the app wrapper goes round. */
  Component: FunctionComponent;
}

/** A page, a layout or the app wrapper; an `async function` is given the context itself. */
export type RouteComponent<Data, State> = (
  props: PageProps<Data, State>,
) => ComponentChildren | Response | Promise<ComponentChildren | Response>;

/** Options of a layout. */
export interface LayoutConfig {
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}

/** Options of a route. */
export interface RouteConfig extends LayoutConfig {
  /** A URL pattern in place of the one from the file's path. */
  routeOverride?: string;
}

/** A route as a value: what a route file exports. */
export interface Route<State> {
  component?: RouteComponent<never, State>;
  handler?: RouteHandler<unknown, State>;
  config?: RouteConfig;
}

/** A component that also runs in the browser. */
export interface Island {
  /** Name for messages: the file's name. */
  name: string;
  exportName: string;
  /** URL path of its browser module. */
  url: string;
  /** URL paths of the modules that it imports, to be fetched at once. */
  imports: string[];
}
