import { lookAt } from "./looks.ts";
import { PAYMENTS } from "./payments.ts";
import { PROFILE } from "./profile.ts";

lookAt("payments and the profile", [...PAYMENTS, ...PROFILE]);
