import type { State } from "./state.ts";

/** «Мои платежи», what became of one, and statements for the tax office. */
export const PAYMENTS: readonly State[] = [
  { name: "payments-empty", as: "healthy", path: "/payments" },
  { name: "payments", as: "paid", path: "/payments" },
  { name: "payments-refused", as: "refused", path: "/payments" },
  { name: "payments-many", as: "many", path: "/payments" },
  { name: "payments-rich", as: "rich", path: "/payments" },

  { name: "payment-paid", as: "paid", path: "/payments/:id", nth: -1 },
  { name: "payment-eight-invoices", as: "many", path: "/payments/:id" },
  { name: "payment-rich", as: "rich", path: "/payments/:id" },
  { name: "payment-at-bank", as: "checking", path: "/payments/:id" },
  { name: "payment-unanswered", as: "checking", path: "/payments/:id", nth: 1 },
  { name: "payment-busy", as: "checking", path: "/payments/:id?busy" },
  { name: "payment-unconfirmed", as: "refused", path: "/payments/:id" },
  { name: "payment-no-money", as: "refused", path: "/payments/:id", nth: 1 },
  { name: "payment-declined", as: "refused", path: "/payments/:id", nth: 2 },
  { name: "payment-undecided", as: "undecided", path: "/payments/:id" },
  { name: "payment-twice", as: "overpaid", path: "/payments/:id", nth: -1 },
  { name: "payment-returning", as: "returning", path: "/payments/:id", nth: -1 },
  { name: "payment-returned", as: "settled", path: "/payments/:id", nth: -1 },

  { name: "statements-empty", as: "healthy", path: "/statement" },
  { name: "statements", as: "paid", path: "/statement" },
  { name: "statement", as: "paid", path: "/statement/2026" },
  { name: "statement-services", as: "paid", path: "/statement/2026?services=on" },
  { name: "statement-many", as: "many", path: "/statement/2026" },
  { name: "statement-rich", as: "rich", path: "/statement/2026?services=on" },
  { name: "statement-returned", as: "settled", path: "/statement/2026" },
  { name: "statement-no-year", as: "paid", path: "/statement/2020" },
];
