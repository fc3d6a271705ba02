import { EMPLOYER } from "./employer.ts";
import { lookAt } from "./looks.ts";

lookAt("employers' pages", EMPLOYER);
