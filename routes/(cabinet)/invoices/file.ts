import { HttpError } from "fresh";
import { defineInsured } from "../../../state.ts";
import { wantedPerson } from "../../(_frame)/shown_person.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { useCases, owner, today, ip } = ctx.state;
    const insuredId = wantedPerson(ctx.url);
    const file = await useCases.historyFile({ payerId: owner.personId, insuredId, today, ip });
    if (file === null) throw new HttpError(404);
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
