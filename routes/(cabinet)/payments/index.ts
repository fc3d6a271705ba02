import { HttpError } from "fresh";
import { defineInsured } from "../../../state.ts";

export const handler = defineInsured.handlers({
  GET: (ctx) => ctx.redirect("/invoices", 303),

  async POST(ctx) {
    const { useCases, owner, form } = ctx.state;
    const opened = await useCases.openPayment({
      payerId: owner.personId,
      invoiceIds: form.getAll("invoice").map(Number).filter(Number.isSafeInteger),
      receiptEmail: owner.email,
      receiptPhone: owner.phone,
    });
    if (opened.ok) {
      const page = opened.confirmationUrl;
      return page === null
        ? ctx.redirect(`/payments/${opened.attemptId}`, 303)
        : new Response(null, { status: 303, headers: { location: page } });
    }
    switch (opened.reason) {
      case "none":
        return ctx.redirect("/invoices?choose", 303);
      case "paid":
        return ctx.redirect("/invoices", 303);
      case "busy":
        return ctx.redirect(`/payments/${opened.attemptId}?busy`, 303);
      case "too_many":
        throw new HttpError(422, "Больше 80 счетов за один раз банк не примет");
      case "unknown_invoice":
        throw new HttpError(404);
    }
  },
});
