import { lookAt } from "./looks.ts";
import { OPS } from "./ops.ts";

lookAt("staff's pages", OPS);
