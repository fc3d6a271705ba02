/**
 * A stand-in for `jsr:@fresh/core`: the part of Fresh 2 that this app uses, under Fresh's names.
 * @module
 */
export { App, type AppHandler } from "./app.ts";
export type { Context, Context as FreshContext } from "./context.ts";
export { createDefine, type Define, page } from "./define.ts";
export { HttpError } from "./http_error.ts";
export { staticFiles } from "./static_files.ts";
export type {
  FreshConfig,
  HandlerByMethod,
  HandlerFn,
  Island,
  LayoutConfig,
  ListenOptions,
  Method,
  Middleware,
  PageProps,
  PageResponse,
  ResolvedFreshConfig,
  Route,
  RouteComponent,
  RouteConfig,
  RouteData,
  RouteHandler,
} from "./types.ts";
