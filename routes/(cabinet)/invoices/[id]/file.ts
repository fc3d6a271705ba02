import { HttpError } from "fresh";
import { defineInsured } from "../../../../state.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, ip } = ctx.state;
    const invoiceId = Number(ctx.params["id"]);
    const file = Number.isSafeInteger(invoiceId)
      ? await useCases.invoiceFile({ invoiceId, payerId: owner.personId, ip })
      : null;
    if (file === null) throw new HttpError(404);
    return new Response(file, {
      headers: {
        "content-type": XLSX,
        "content-disposition":
          `attachment; filename="invoice-${invoiceId}.xlsx"; filename*=UTF-8''${
            encodeURIComponent(`Счет № ${invoiceId}.xlsx`)
          }`,
      },
    });
  },
});
