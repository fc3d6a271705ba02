import type { Middleware, PageResponse, RouteComponent, RouteData, RouteHandler } from "./types.ts";

/** Identity functions that give handlers, pages and middleware the app's types. */
export interface Define<State> {
  handlers<Handler extends RouteHandler<unknown, State>>(
    handler: Handler,
  ): Handler;
  page<Handler = never>(
    component: RouteComponent<RouteData<Handler>, State>,
  ): RouteComponent<RouteData<Handler>, State>;
  layout(
    component: RouteComponent<unknown, State>,
  ): RouteComponent<unknown, State>;
  middleware<M extends Middleware<State> | Middleware<State>[]>(
    middleware: M,
  ): M;
}

/** Makes the `define` of an app whose requests carry `State`. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handler) => handler,
    page: (component) => component,
    layout: (component) => component,
    middleware: (middleware) => middleware,
  };
}

/** Answers with the route's page, given `data`. */
export function page(
  data?: undefined,
  options?: { headers?: HeadersInit; status?: number },
): PageResponse<undefined>;
export function page<Data>(
  data: Data,
  options?: { headers?: HeadersInit; status?: number },
): PageResponse<Data>;
export function page<Data>(
  data?: Data,
  options: { headers?: HeadersInit; status?: number } = {},
): PageResponse<Data | undefined> {
  return { data, ...options };
}
