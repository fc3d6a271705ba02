import {
  type Freshness,
  pageFranchises,
  pageInvoices,
  pagePayments,
  pageRecoveries,
  readFranchiseFacts,
  readInvoiceFacts,
  readPaymentFacts,
  readRecoveryFacts,
} from "../../db/cases/reconciling.ts";
import {
  CORRECTIONS,
  FORGIVINGS,
  pageContacts,
  pageNews,
  readContactFacts,
  readNewsFacts,
  WITHDRAWALS,
} from "../../db/cases/reconciling_news.ts";
import { pageRefunds, readRefundFacts } from "../../db/cases/reconciling_refunds.ts";
import { pageReports, readReportFacts, readReportId } from "../../db/cases/reconciling_reports.ts";
import type { Sql } from "../../db/connection.ts";
import {
  type Difference,
  type ExpectedCase,
  expectedContact,
  expectedFranchise,
  expectedInvoice,
  expectedNews,
  expectedPayment,
  expectedRecovery,
  expectedRefund,
  expectedReport,
  franchiseDifferences,
  invoiceDifferences,
  recoveryDifferences,
} from "../../domain/drift.ts";
import { periodKey } from "../../domain/employer_report.ts";
import type { Instant } from "../../domain/local_date.ts";
import { isUuid } from "../../domain/uuid.ts";
import { workflowId, type WorkflowInputs, type WorkflowType } from "../../workflows/contract.ts";

/** A case by its rows. */
export interface ComparableCase extends Freshness {
  workflowId: string;
  expected(at: Instant): ExpectedCase;
  /** Differences within its own rows. */
  own(at: Instant): Difference[];
}

/** Cases of one workflow type. A key is what follows the type in a workflow's id. */
export interface CaseKind {
  type: WorkflowType;
  /** Keys after `after`, or the first ones. */
  page(sql: Sql, after: string | null, limit: number): Promise<string[]>;
  isKey(text: string): boolean;
  read(sql: Sql, keys: readonly string[]): Promise<ComparableCase[]>;
  input(key: string, sql: Sql): CaseInput | Promise<CaseInput>;
}

type CaseInput = WorkflowInputs[WorkflowType] & Record<string, string | number>;

const numbered = {
  isKey: (text: string) => /^[1-9]\d{0,14}$/.test(text),
  after: (key: string | null) => Number(key ?? 0),
};

const invoices: CaseKind = {
  type: "invoice",
  isKey: numbered.isKey,
  page: async (sql, after, limit) =>
    (await pageInvoices(sql, numbered.after(after), limit)).map(String),
  input: (key) => ({ invoiceId: Number(key) }),
  read: async (sql, keys) =>
    (await readInvoiceFacts(sql, keys.map(Number))).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.invoice(facts.invoiceId),
      expected: (at) => expectedInvoice(facts, at),
      own: () => invoiceDifferences(facts),
    })),
};

const franchises: CaseKind = {
  type: "franchise",
  isKey: numbered.isKey,
  page: async (sql, after, limit) =>
    (await pageFranchises(sql, numbered.after(after), limit)).map(String),
  input: (key) => ({ franchiseId: Number(key) }),
  read: async (sql, keys) =>
    (await readFranchiseFacts(sql, keys.map(Number))).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.franchise(facts.franchiseId),
      expected: (at) => expectedFranchise(facts, at),
      own: (at) => franchiseDifferences(facts, at),
    })),
};

const FIRST_UUID = "00000000-0000-0000-0000-000000000000";

const payments: CaseKind = {
  type: "payment",
  isKey: isUuid,
  page: (sql, after, limit) => pagePayments(sql, after ?? FIRST_UUID, limit),
  input: (key) => ({ attemptId: key }),
  read: async (sql, keys) =>
    (await readPaymentFacts(sql, keys)).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.payment(facts.attemptId),
      expected: () => expectedPayment(facts),
      own: () => [],
    })),
};

const refunds: CaseKind = {
  type: "refund",
  isKey: isUuid,
  page: (sql, after, limit) => pageRefunds(sql, after ?? FIRST_UUID, limit),
  input: (key) => ({ refundId: key }),
  read: async (sql, keys) =>
    (await readRefundFacts(sql, keys)).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.refund(facts.refundId),
      expected: (at) => expectedRefund(facts, at),
      own: () => [],
    })),
};

const recoveries: CaseKind = {
  type: "recovery",
  isKey: numbered.isKey,
  page: async (sql, after, limit) =>
    (await pageRecoveries(sql, numbered.after(after), limit)).map(String),
  input: (key) => ({ invoiceId: Number(key) }),
  read: async (sql, keys) =>
    (await readRecoveryFacts(sql, keys.map(Number))).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.recovery(facts.invoiceId),
      expected: () => expectedRecovery(facts),
      own: () => recoveryDifferences(facts),
    })),
};

const contacts: CaseKind = {
  type: "contact",
  isKey: numbered.isKey,
  page: async (sql, after, limit) =>
    (await pageContacts(sql, numbered.after(after), limit)).map(String),
  input: (key) => ({ changeId: Number(key) }),
  read: async (sql, keys) =>
    (await readContactFacts(sql, keys.map(Number))).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.contact(facts.changeId),
      expected: () => expectedContact(facts),
      own: () => [],
    })),
};

const withdrawals = newsKind(WITHDRAWALS, (id) => ({ withdrawalId: id }));
const corrections = newsKind(CORRECTIONS, (id) => ({ correctionId: id }));
const forgivings = newsKind(FORGIVINGS, (id) => ({ decisionId: id }));

function newsKind(
  table: typeof WITHDRAWALS,
  input: (id: number) => CaseInput,
): CaseKind {
  const { type } = table;
  const page = pageNews(table);
  return {
    type,
    isKey: numbered.isKey,
    page: async (sql, after, limit) => (await page(sql, numbered.after(after), limit)).map(String),
    input: (key) => input(Number(key)),
    read: async (sql, keys) =>
      (await readNewsFacts(sql, table, keys.map(Number))).map((facts) => ({
        ...freshness(facts),
        workflowId: workflowId[type](facts.id),
        expected: () => expectedNews(facts),
        own: () => [],
      })),
  };
}

const employerReports: CaseKind = {
  type: "employerReport",
  isKey: (text) => /^[1-9]\d{0,14}\/\d{4}-(0[1-9]|1[0-2])$/.test(text),
  page: pageReports,
  input: async (key, sql) => ({ reportId: await readReportId(sql, key) }),
  read: async (sql, keys) =>
    (await readReportFacts(sql, keys)).map((facts) => ({
      ...freshness(facts),
      workflowId: workflowId.employerReport(facts.employerId, periodKey(facts.period)),
      expected: () => expectedReport(facts),
      own: () => [],
    })),
};

/** Everything that is compared, in this order. */
export const CASE_KINDS: readonly CaseKind[] = [
  franchises,
  invoices,
  payments,
  refunds,
  recoveries,
  contacts,
  withdrawals,
  corrections,
  forgivings,
  employerReports,
];

function freshness({ changedAt, waits }: Freshness): Freshness {
  return { changedAt, waits };
}
