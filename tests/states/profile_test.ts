import { lookAt } from "./looks.ts";
import { OPS } from "./ops.ts";
import { PAYMENTS } from "./payments.ts";
import { PROFILE } from "./profile.ts";

lookAt("payments, the profile and staff's pages", [...PAYMENTS, ...PROFILE, ...OPS]);
