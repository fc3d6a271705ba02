import { send, type State, untilRefused } from "./state.ts";

const REPORT = "/employer/reports/2026-11";

/** Pages of an employer's contacts. */
export const EMPLOYER: readonly State[] = [
  { name: "employer-login", as: "visitor", path: "/employer/login" },
  {
    name: "employer-login-wrong",
    as: "visitor",
    path: "/employer/login",
    then: send({ email: "hr@" }),
  },
  {
    name: "employer-code",
    as: "visitor",
    path: "/employer/login",
    then: send({ email: "hr@sever.example" }),
    shows: "/employer/login/code",
  },
  {
    name: "employer-code-wrong",
    as: "visitor",
    path: "/employer/login",
    then: [send({ email: "otdel-kadrov@sever.example" }), untilRefused(send({ code: "000" }))],
    shows: "/employer/login/code",
  },
  { name: "employer-reports", as: "hr", path: "/employer" },
  { name: "employer-reports-empty", as: "newHr", path: "/employer" },
  { name: "employer-choose", as: "hrOfTwo", path: "/employer/employers" },
  { name: "employer-report", as: "hr", path: REPORT },
  {
    name: "employer-report-mark-errors",
    as: "hr",
    path: REPORT,
    then: send({}, "Отметить выбранные"),
  },
  { name: "employer-report-filtered", as: "hr", path: `${REPORT}?q=Констант&state=late` },
  { name: "employer-report-nothing-found", as: "hr", path: `${REPORT}?q=Никто` },
  {
    name: "employer-report-picked",
    as: "hr",
    path: `${REPORT}?pick=page`,
  },
  { name: "employer-report-unchanged", as: "hr", path: `${REPORT}?unchanged&closed` },
  { name: "employer-report-replaced", as: "hr", path: "/employer/reports/2026-10" },
  { name: "employer-report-acknowledged", as: "otherHr", path: `${REPORT}?acknowledged` },
  {
    name: "employer-report-clear",
    as: "clearHr",
    path: REPORT,
  },
];
