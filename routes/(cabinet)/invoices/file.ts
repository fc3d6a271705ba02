import { defineInsured } from "../../../state.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, today, ip } = ctx.state;
    const file = await useCases.historyFile({ payerId: owner.personId, today, ip });
    return new Response(file, {
      headers: {
        "content-type": XLSX,
        "content-disposition": `attachment; filename="invoices.xlsx"; filename*=UTF-8''${
          encodeURIComponent("Мои счета.xlsx")
        }`,
      },
    });
  },
});
