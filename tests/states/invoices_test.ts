import { INVOICES } from "./invoices.ts";
import { lookAt } from "./looks.ts";

lookAt("invoices", INVOICES);
