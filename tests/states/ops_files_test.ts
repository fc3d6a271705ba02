import { lookAt } from "./looks.ts";
import { OPS_FILES } from "./ops_files.ts";

lookAt("staff's files", OPS_FILES);
