import { define } from "../state.ts";

/** The process answers. */
export const handler = define.handlers({ GET: () => new Response("ok") });
