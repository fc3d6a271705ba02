import { define } from "../../state.ts";

export const handler = [
  define.middleware((ctx) => {
    ctx.state.trail.push("cabinet");
    return ctx.next();
  }),
  define.middleware(async (ctx) => {
    ctx.state.trail.push("cabinet2");
    const response = await ctx.next();
    response.headers.set("x-trail", ctx.state.trail.join(" "));
    return response;
  }),
];
