export { contact } from "./contact.ts";
export { franchise } from "./franchise.ts";
export { invoice } from "./invoice.ts";
export { payment } from "./payment.ts";
export { publish } from "./publish.ts";
export { recovery } from "./recovery.ts";
export { register } from "./register.ts";
export { roster } from "./roster.ts";
