import { define } from "../../../state.ts";

export default define.page(async function Invoice(ctx) {
  await Promise.resolve();
  return <p>invoice {ctx.params["id"]} at {ctx.route}</p>;
});
