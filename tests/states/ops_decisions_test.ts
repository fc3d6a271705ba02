import { lookAt } from "./looks.ts";
import { OPS_DECISIONS } from "./ops_decisions.ts";

lookAt("staff's people and decisions", OPS_DECISIONS);
