import type { RouteConfig } from "fresh";
import { define } from "../../../state.ts";

export const config: RouteConfig = { skipInheritedLayouts: true };

export default define.page(() => <p>new invoice</p>);
