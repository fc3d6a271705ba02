import { lookAt } from "./looks.ts";
import { POLICIES } from "./policies.ts";
import { PUBLIC } from "./public.ts";

lookAt("the public pages and policies", [...PUBLIC, ...POLICIES]);
