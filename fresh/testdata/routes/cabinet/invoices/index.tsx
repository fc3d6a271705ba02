import { HttpError, page } from "fresh";
import { define } from "../../../state.ts";

export const handler = define.handlers({
  GET: () => page({ invoices: [2041, 2042] }, { headers: { "x-page": "invoices" } }),
  async POST(ctx) {
    const form = await ctx.req.formData();
    const number = String(form.get("number") ?? "");
    if (number === "missing") throw new HttpError(404);
    if (number === "") {
      return page({ invoices: [], error: "no number" }, { status: 422 });
    }
    return ctx.redirect(`/cabinet/invoices/${number}`, 303);
  },
});

export default define.page<typeof handler>(({ data }) => (
  <ul>
    {data.invoices.map((number) => <li key={number}>{number}</li>)}
    {"error" in data && <li>{data.error}</li>}
  </ul>
));
