import { send, type State } from "./state.ts";

/** Staff's pages. */
export const OPS: readonly State[] = [
  { name: "ops-login", as: "visitor", path: "/ops/login" },
  { name: "ops-login-wrong", as: "visitor", path: "/ops/login", then: send({ email: "maya@" }) },
  {
    name: "ops-code",
    as: "visitor",
    path: "/ops/login",
    then: send({ email: "operator@fifth.example" }),
    shows: "/ops/login/code",
  },
  { name: "ops", as: "staff", path: "/ops" },
  { name: "ops-invoices", as: "staff", path: "/ops/invoices" },
  { name: "ops-payments", as: "staff", path: "/ops/payments" },
  { name: "ops-cases", as: "staff", path: "/ops/cases" },
  { name: "ops-calls", as: "staff", path: "/ops/calls" },
  { name: "ops-registrations", as: "staff", path: "/ops/registrations" },
  { name: "ops-people", as: "staff", path: "/ops/people?q=Образцова" },
  { name: "ops-calendar", as: "staff", path: "/ops/calendar" },
  { name: "ops-drift", as: "staff", path: "/ops/drift" },
  { name: "ops-journal", as: "staff", path: "/ops/journal" },
  { name: "ops-settings", as: "staff", path: "/ops/settings" },
  { name: "ops-settings-staff", as: "staff", path: "/ops/settings/staff" },
  { name: "ops-settings-staff-wrong", as: "staff", path: "/ops/settings/staff", then: send() },
  { name: "ops-settings-rates", as: "staff", path: "/ops/settings/rates" },
  { name: "ops-settings-rates-wrong", as: "staff", path: "/ops/settings/rates", then: send() },
  { name: "ops-journal-wrong", as: "staff", path: "/ops/journal?from=31.02.2026&person=я" },
];
