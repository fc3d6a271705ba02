import type { Page } from "playwright-core";
import type { State } from "./state.ts";

/** «Мои счета», one invoice, and what is chosen to be paid. */
export const INVOICES: readonly State[] = [
  { name: "invoices-empty", as: "healthy", path: "/invoices" },
  { name: "invoices-new", as: "fresh", path: "/invoices" },
  { name: "invoices-due-soon", as: "dueSoon", path: "/invoices" },
  { name: "invoices-last-day", as: "lastDay", path: "/invoices" },
  { name: "invoices-overdue", as: "overdue", path: "/invoices" },
  { name: "invoices-checking", as: "checking", path: "/invoices" },
  { name: "invoices-paid", as: "paid", path: "/invoices" },
  { name: "invoices-several", as: "several", path: "/invoices" },
  { name: "invoices-nothing-chosen", as: "several", path: "/invoices?choose" },
  { name: "invoices-chosen", as: "several", path: "/invoices", then: chooseAll, script: "only" },
  { name: "invoices-only-overdue", as: "several", path: "/invoices?show=overdue" },
  { name: "invoices-none-overdue", as: "paid", path: "/invoices?show=overdue" },
  { name: "invoices-many", as: "many", path: "/invoices" },
  { name: "invoices-many-paid", as: "many", path: "/invoices?show=paid&page=2" },
  { name: "invoices-rich", as: "rich", path: "/invoices" },
  { name: "invoices-settled", as: "settled", path: "/invoices" },
  {
    name: "invoice-window",
    as: "several",
    path: "/invoices",
    then: openWindow,
    shows: "/invoices/:id",
    script: "only",
  },

  { name: "invoice-new", as: "fresh", path: "/invoices/:id" },
  { name: "invoice-due-soon", as: "dueSoon", path: "/invoices/:id" },
  { name: "invoice-last-day", as: "lastDay", path: "/invoices/:id" },
  { name: "invoice-overdue", as: "overdue", path: "/invoices/:id" },
  { name: "invoice-recovery", as: "recovery", path: "/invoices/:id" },
  { name: "invoice-recovery-key-rate", as: "recoveryByKeyRate", path: "/invoices/:id" },
  { name: "invoice-paid-late", as: "restored", path: "/invoices/:id" },
  { name: "invoice-checking", as: "checking", path: "/invoices/:id" },
  { name: "invoice-refused", as: "refused", path: "/invoices/:id" },
  { name: "invoice-undecided", as: "undecided", path: "/invoices/:id" },
  { name: "invoice-paid", as: "paid", path: "/invoices/:id", nth: -1 },
  { name: "invoice-child", as: "several", path: "/invoices/:id", nth: -1 },
  { name: "invoice-rich", as: "rich", path: "/invoices/:id" },
  { name: "invoice-forgiven", as: "settled", path: "/invoices/:id" },
  { name: "invoice-part-forgiven", as: "settled", path: "/invoices/:id", nth: 1 },
  { name: "invoice-corrected-away", as: "settled", path: "/invoices/:id", nth: 2 },
  { name: "invoice-covered", as: "settled", path: "/invoices/:id", nth: 3 },

  { name: "pay", as: "several", path: "/invoices/pay?invoice=:id", nth: 2 },
  { name: "pay-overdue", as: "overdue", path: "/invoices", then: payAll, shows: "/invoices/pay" },
  { name: "pay-many", as: "many", path: "/invoices", then: payAll, shows: "/invoices/pay" },
  { name: "pay-rich", as: "rich", path: "/invoices", then: payAll, shows: "/invoices/pay" },
];

async function payAll(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent("load"), page.locator(".owed button").click()]);
}

async function chooseAll(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "Выбрать всё к оплате" }).check();
  await page.getByRole("status").getByText("Выбрано").waitFor();
}

async function openWindow(page: Page): Promise<void> {
  await page.locator("a.open-row").first().click();
  await page.getByRole("dialog").waitFor();
}
