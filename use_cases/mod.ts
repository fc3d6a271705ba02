import type { PaymentProvider } from "../adapters/payment_provider/mod.ts";
import type { SentFile } from "../adapters/spreadsheet/mod.ts";
import type { Sql } from "../db/connection.ts";
import {
  currentDocuments,
  type DocumentKind,
  listDocuments,
  newestDocument,
  readDocument,
} from "../db/documents.ts";
import { readDueConsent } from "../db/accounts/due_consents.ts";
import { liveContactsOf, readEmployerContacts } from "../db/employers/employer_contacts.ts";
import { listOverseenEmployers, listReports } from "../db/employers/employer_reports.ts";
import { readSenderRow, type SenderKind } from "../db/imports/senders.ts";
import { isReady } from "../db/readiness.ts";
import { readAttempt } from "../db/payments/payments.ts";
import { listProgrammes } from "../db/policies/programmes.ts";
import { listSourcedKeyRates, type SourcedKeyRate } from "../db/rates.ts";
import { listStaff } from "../db/staff/staff.ts";
import type { ClinicSearch } from "../domain/clinic_search.ts";
import type { Clock } from "../domain/clock.ts";
import type { WithdrawalKey } from "../db/accounts/consents.ts";
import type { ShownInvoices } from "../db/invoices/invoices.ts";
import type { LocalDate } from "../domain/local_date.ts";
import type { StaffRole } from "../domain/staff_role.ts";
import { acknowledgeReport, type EmployerActor } from "./employers/acknowledge_report.ts";
import {
  decideEmployerPayment,
  type EmployerPaymentAnswer,
} from "./employers/decide_employer_payment.ts";
import {
  type EmployerPaymentEntry,
  enterEmployerPayment,
} from "./employers/enter_employer_payment.ts";
import { type DebtMarks, markDebts } from "./employers/mark_debts.ts";
import { openEmployerPayment, readEmployerPayments } from "./employers/read_employer_payments.ts";
import { activateFranchise, type Activation } from "./policies/activate_franchise.ts";
import { addDocument, type DocumentProposal, previewDocument } from "./settings/add_document.ts";
import { addKeyRate } from "./settings/add_key_rate.ts";
import {
  addCalendar,
  type CalendarProposal,
  checkCalendar,
  type NewCalendar,
} from "./settings/add_calendar.ts";
import {
  confirmContactChange,
  type ContactCodeAttempt,
  type ContactRequest,
  readPendingContact,
  requestContactChange,
  resendContactCode,
} from "./accounts/change_contact.ts";
import type { CodeAttempt } from "./accounts/check_code.ts";
import { type ChannelChoice, chooseChannels } from "./accounts/choose_channels.ts";
import { confirmCode, readPendingCode, resendCode } from "./accounts/confirm_code.ts";
import { confirmRegistration, type RegistrationDecision } from "./accounts/confirm_registration.ts";
import { type ConsentAnew, consentAnew } from "./accounts/consent_anew.ts";
import { decideHeldLines, type HeldLinesDecision } from "./imports/decide_held_lines.ts";
import {
  decideProposal,
  type ProposalAnswer,
  withdrawProposal,
} from "./decisions/decide_proposal.ts";
import { endSessions, type SessionsToEnd } from "./accounts/end_sessions.ts";
import {
  type ContactEnded,
  type ContactNamed,
  endEmployerContact,
  nameEmployerContact,
} from "./employers/name_employer_contact.ts";
import { mendRow, readMend, type RowMend } from "./imports/mend_row.ts";
import { noteBankNotification } from "./payments/note_bank_notification.ts";
import { pauseReminders, type ReminderPause } from "./decisions/pause_reminders.ts";
import { openPayment, type PaymentOrder } from "./payments/open_payment.ts";
import { openPolicyCard, openProgramme, type PolicyLook } from "./policies/open_programme.ts";
import { closeSession, readSession, readSessionEnd } from "./accounts/open_session.ts";
import { type CallsLook, lookAtCall, readCalls } from "./cases/read_calls.ts";
import { previewCalendar, readCalendars } from "./settings/read_calendars.ts";
import { openInvoiceCase, openPolicy, readCase } from "./cases/read_case.ts";
import { openDecision, readDecisions } from "./decisions/read_decisions.ts";
import { type DependantsLook, readDependants } from "./policies/read_dependants.ts";
import { previewProgramme } from "./settings/preview_programme.ts";
import { readProgramme } from "./settings/read_programme.ts";
import { readDrift } from "./cases/read_drift.ts";
import { readEmployerSettings } from "./employers/read_employer_settings.ts";
import {
  journalFile,
  type JournalLook,
  type JournalWanted,
  readJournal,
} from "./journal/read_journal.ts";
import {
  exportRefusals,
  type ImportLook,
  readImport,
  readImports,
  readImportStanding,
} from "./imports/read_imports.ts";
import { readCaseCounts } from "./cases/read_case_counts.ts";
import { type HeldLook, readHeldLines } from "./imports/read_held_lines.ts";
import { lookAtStaffList, staffListFile } from "./settings/read_staff_list.ts";
import { readDesk } from "./cases/read_desk.ts";
import {
  chooseEmployer,
  currentFile,
  openReport,
  readEmployerOverview,
  reportFile,
  type ReportLook,
} from "./employers/read_employer_reports.ts";
import { openInvoice, readInvoices } from "./invoices/read_invoices.ts";
import { openReceipt, readPayments } from "./payments/read_payments.ts";
import { readRefundWork } from "./payments/read_refund_work.ts";
import { postponeDueDate, type Postponement } from "./decisions/postpone_due_date.ts";
import {
  type ForgivingProposal,
  proposeForgiving,
  proposeRefund,
  proposeReturn,
  type RefundProposal,
  type ReturnProposal,
} from "./decisions/propose_decision.ts";
import {
  type PaymentFindingProposal,
  proposePaymentFinding,
  proposeRefundFinding,
  type RefundFindingProposal,
} from "./decisions/propose_finding.ts";
import { findPeople, readPerson, readUnknownPayments } from "./cases/read_people.ts";
import { type PoliciesLook, readPolicies, type Viewer } from "./policies/read_policies.ts";
import { readPaidYears, readStatement, type StatementWanted } from "./invoices/read_statement.ts";
import { type ProfileLook, readChannels, readProfile } from "./accounts/read_profile.ts";
import type { Previewed } from "./imports/receive_file.ts";
import { type CallReport, recordCall } from "./cases/record_call.ts";
import { requestReport } from "./employers/request_employer_reports.ts";
import { requestEmployerLogin, requestLogin, requestStaffLogin } from "./accounts/request_login.ts";
import {
  type PublishingRequest,
  readInvoicing,
  readWaitingLines,
  requestPublishing,
} from "./invoices/request_publishing.ts";
import {
  readRegistration,
  readRegistrations,
  type RegistrationsLook,
} from "./accounts/read_registrations.ts";
import { type RegistrationRequest, requestRegistration } from "./accounts/request_registration.ts";
import { readSenders } from "./settings/read_senders.ts";
import { renameSender, type SenderRenaming } from "./settings/rename_sender.ts";
import { type EmployerToSet, setEmployer } from "./employers/set_employer.ts";
import { type ProgrammeToSet, setProgramme } from "./settings/set_programme.ts";
import {
  addStaffMember,
  changeStaffRole,
  endStaffMember,
  type StaffToAdd,
} from "./settings/set_staff.ts";
import {
  decideFile,
  recheckFile,
  type StaffActor,
  type UploadedFile,
  uploadFile,
} from "./imports/upload_file.ts";
import {
  confirmWithdrawal,
  readWithdrawable,
  requestWithdrawal,
  resendWithdrawalCode,
  type WithdrawalAttempt,
  type Withdrawer,
} from "./accounts/withdraw_consent.ts";
import { historyFile, type HistoryWanted } from "./invoices/write_history_file.ts";
import { writeInvoiceFile } from "./invoices/write_invoice_file.ts";
import { writeStatementFile } from "./invoices/write_statement_file.ts";

/** What the web's use cases stand on; an entry makes it. */
export interface UseCaseParts {
  sql: Sql;
  clock: Clock;
  provider: PaymentProvider;
  serverKey: string;
  publicUrl: string;
  receipt: { vatCode: number; subject: string };
}

/** All that routes may ask for, bound to its parts. */
export function createUseCases(parts: UseCaseParts) {
  const { sql, clock, provider, serverKey, publicUrl, receipt } = parts;
  return {
    now: () => clock.now(),
    isReady: () => isReady(sql),

    requestLogin: (input: { phone: string; ip: string }) => requestLogin(sql, clock, input),
    requestStaffLogin: (input: { email: string; ip: string }) =>
      requestStaffLogin(sql, clock, input),
    requestEmployerLogin: (input: { email: string; ip: string }) =>
      requestEmployerLogin(sql, clock, input),
    requestRegistration: (request: RegistrationRequest) => requestRegistration(sql, clock, request),
    readPendingCode: (challengeId: string) => readPendingCode(sql, challengeId),
    resendCode: (input: { challengeId: string; ip: string }) => resendCode(sql, clock, input),
    confirmCode: (attempt: CodeAttempt) => confirmCode(sql, clock, serverKey, attempt),
    requestContactChange: (request: ContactRequest) => requestContactChange(sql, clock, request),
    readPendingContact: (key: { challengeId: string; accountId: number }) =>
      readPendingContact(sql, key),
    resendContactCode: (input: { challengeId: string; accountId: number; ip: string }) =>
      resendContactCode(sql, clock, input),
    confirmContactChange: (attempt: ContactCodeAttempt) =>
      confirmContactChange(sql, clock, serverKey, attempt),
    readProfile: (look: ProfileLook) => readProfile(sql, clock, look),
    readChannels: (accountId: number) => readChannels(sql, clock, accountId),
    chooseChannels: (choice: ChannelChoice) => chooseChannels(sql, clock, choice),
    endSessions: (which: SessionsToEnd) => endSessions(sql, which),
    readWithdrawable: (look: { of: WithdrawalKey; personId: number; ip: string }) =>
      readWithdrawable(sql, clock, look),
    requestWithdrawal: (request: { by: Withdrawer; consentId: number; ip: string }) =>
      requestWithdrawal(sql, clock, request),
    resendWithdrawalCode: (input: { challengeId: string; accountId: number; ip: string }) =>
      resendWithdrawalCode(sql, clock, input),
    confirmWithdrawal: (attempt: WithdrawalAttempt) =>
      confirmWithdrawal(sql, clock, serverKey, attempt),
    readSession: (token: string) => readSession(sql, clock, token),
    readSessionEnd: (token: string) => readSessionEnd(sql, token),
    closeSession: (token: string) => closeSession(sql, token),

    currentDocuments: (on: LocalDate) => currentDocuments(sql, on),
    listDocuments: () => listDocuments(sql),
    readDueConsent: (key: { documentId: number; personId: number }) => readDueConsent(sql, key),
    consentAnew: (consent: ConsentAnew) => consentAnew(sql, clock, consent),
    newestDocument: (kind: DocumentKind) => newestDocument(sql, kind),
    previewDocument: (look: { proposal: DocumentProposal; today: LocalDate }) =>
      previewDocument(sql, look),
    addDocument: (
      added: { proposal: DocumentProposal; today: LocalDate; actor: StaffActor },
    ) => addDocument(sql, clock, added),
    readDocument: (key: { kind: DocumentKind; version: number }) => readDocument(sql, key),

    readPolicies: (look: PoliciesLook) => readPolicies(sql, clock, look),
    openPolicy: (look: { policyId: number; viewer: Viewer; ip: string }) =>
      openPolicy(sql, clock, look),
    openProgramme: (look: PolicyLook & { search: ClinicSearch }) => openProgramme(sql, clock, look),
    openPolicyCard: (look: PolicyLook) => openPolicyCard(sql, clock, look),
    activateFranchise: (activation: Activation) => activateFranchise(sql, clock, activation),

    readDependants: (look: DependantsLook) => readDependants(sql, clock, look),
    readInvoices: (look: { payerId: number; ip: string } & ShownInvoices) =>
      readInvoices(sql, clock, look),
    openInvoice: (key: { invoiceId: number; payerId: number; ip: string }) =>
      openInvoice(sql, clock, key),
    openInvoiceCase: (key: { invoiceId: number; payerId: number; ip: string }) =>
      openInvoiceCase(sql, clock, key),
    invoiceFile: async (key: { invoiceId: number; payerId: number; ip: string }) => {
      const invoice = await openInvoice(sql, clock, key);
      return invoice && writeInvoiceFile(invoice);
    },
    historyFile: (wanted: HistoryWanted) => historyFile(sql, clock, wanted),
    openPayment: (order: Omit<PaymentOrder, "publicUrl" | "receipt">) =>
      openPayment(sql, clock, provider, { ...order, publicUrl, receipt }),
    readAttempt: (key: { attemptId: string; payerId: number }) => readAttempt(sql, key),
    readPayments: (page: { payerId: number; offset: number; limit: number }) =>
      readPayments(sql, page),
    openReceipt: (key: { attemptId: string; payerId: number; ip: string }) =>
      openReceipt(sql, clock, key),
    readPaidYears: (whose: { payer: { personId: number; timeZone: string } }) =>
      readPaidYears(sql, whose),
    readStatement: (wanted: StatementWanted) => readStatement(sql, clock, wanted),
    statementFile: async (wanted: StatementWanted) => {
      const statement = await readStatement(sql, clock, wanted);
      return statement && writeStatementFile(statement);
    },
    noteBankNotification: (notification: { providerId: string }) =>
      noteBankNotification(sql, clock, notification),

    employersOf: (email: string) => liveContactsOf(sql, email),
    chooseEmployer: (choice: { token: string; contactId: number }) => chooseEmployer(sql, choice),
    listReports: (employerId: number) => listReports(sql, employerId),
    openReport: (look: Parameters<typeof openReport>[2]) => openReport(sql, clock, look),
    currentFile: (look: ReportLook & { timeZone: string }) => currentFile(sql, clock, look),
    reportFile: (wanted: { period: LocalDate; actor: EmployerActor }) =>
      reportFile(sql, clock, wanted),
    acknowledgeReport: (of: { period: LocalDate; actor: EmployerActor }) =>
      acknowledgeReport(sql, clock, of),
    markDebts: (marks: DebtMarks) => markDebts(sql, clock, marks),

    readEmployers: () => listOverseenEmployers(sql),
    readEmployerOverview: (look: Parameters<typeof readEmployerOverview>[2]) =>
      readEmployerOverview(sql, clock, look),
    readEmployerPayments: (look: Parameters<typeof readEmployerPayments>[2]) =>
      readEmployerPayments(sql, clock, look),
    openEmployerPayment: (look: Parameters<typeof openEmployerPayment>[2]) =>
      openEmployerPayment(sql, clock, look),
    enterEmployerPayment: (entry: EmployerPaymentEntry) => enterEmployerPayment(sql, clock, entry),
    decideEmployerPayment: (answer: EmployerPaymentAnswer) =>
      decideEmployerPayment(sql, clock, answer),
    readEmployerContacts: (employerId: number) => readEmployerContacts(sql, employerId),
    nameEmployerContact: (named: ContactNamed) => nameEmployerContact(sql, clock, named),
    endEmployerContact: (ended: ContactEnded) => endEmployerContact(sql, clock, ended),
    requestReport: (request: { employerId: number; actor: StaffActor }) =>
      requestReport(sql, clock, request),
    listStaff: () => listStaff(sql),
    readDrift: () => readDrift(sql),
    addStaffMember: (added: StaffToAdd) => addStaffMember(sql, clock, added),
    changeStaffRole: (change: { staffId: number; role: StaffRole; actor: StaffActor }) =>
      changeStaffRole(sql, clock, change),
    endStaffMember: (ended: { staffId: number; reason: string; actor: StaffActor }) =>
      endStaffMember(sql, clock, ended),
    readEmployerSettings: (employerId: number) => readEmployerSettings(sql, clock, employerId),
    setEmployer: (set: EmployerToSet) => setEmployer(sql, clock, set),
    listProgrammes: () => listProgrammes(sql),
    readProgramme: (look: Parameters<typeof readProgramme>[1]) => readProgramme(sql, look),
    previewProgramme: (look: { name: string; file: SentFile }) => previewProgramme(sql, look),
    setProgramme: (set: ProgrammeToSet) => setProgramme(sql, clock, set),
    listKeyRates: () => listSourcedKeyRates(sql),
    addKeyRate: (added: { rate: SourcedKeyRate; actor: StaffActor }) =>
      addKeyRate(sql, clock, added),
    readJournal: (look: JournalLook) => readJournal(sql, clock, look),
    journalFile: (wanted: JournalWanted) => journalFile(sql, clock, wanted),
    readSenders: () => readSenders(sql),
    readSender: (key: { kind: SenderKind; id: number }) => readSenderRow(sql, key),
    renameSender: (renaming: SenderRenaming) => renameSender(sql, clock, renaming),
    readImports: () => readImports(sql),
    readImport: (look: ImportLook) => readImport(sql, clock, look),
    readImportStanding: (look: Pick<ImportLook, "fileId" | "since">) =>
      readImportStanding(sql, look),
    exportRefusals: (look: { fileId: number; staffId: number; ip: string }) =>
      exportRefusals(sql, clock, look),
    decideFile: (made: { fileId: number; decision: "load" | "discard"; actor: StaffActor }) =>
      decideFile(sql, clock, made),
    uploadFile: (upload: { file: UploadedFile & Previewed; actor: StaffActor }) =>
      uploadFile(sql, clock, upload),
    recheckFile: (request: { fileId: number; actor: StaffActor }) =>
      recheckFile(sql, clock, request),
    readMend: (look: { fileId: number; sheetRow: number; actor: StaffActor }) =>
      readMend(sql, clock, look),
    mendRow: (mend: RowMend) => mendRow(sql, clock, mend),
    readDesk: () => readDesk(sql, clock),
    lookAtStaffList: (look: Parameters<typeof lookAtStaffList>[2]) =>
      lookAtStaffList(sql, clock, look),
    staffListFile: (file: Parameters<typeof staffListFile>[2]) => staffListFile(sql, clock, file),
    readHeldLines: (look: HeldLook) => readHeldLines(sql, clock, look),
    decideHeldLines: (decision: HeldLinesDecision) => decideHeldLines(sql, clock, decision),
    readInvoicing: () => readInvoicing(sql, clock),
    readWaitingLines: (through: LocalDate) => readWaitingLines(sql, through),
    requestPublishing: (request: PublishingRequest) => requestPublishing(sql, clock, request),
    findPeople: (search: { query: string; actor: StaffActor }) => findPeople(sql, clock, search),
    readPerson: (look: { personId: number; actor: StaffActor }) => readPerson(sql, clock, look),
    readCase: (look: { invoiceId: number; actor: StaffActor }) => readCase(sql, clock, look),
    readRegistrations: (look: RegistrationsLook) => readRegistrations(sql, clock, look),
    readRegistration: (look: Parameters<typeof readRegistration>[2]) =>
      readRegistration(sql, clock, look),
    confirmRegistration: (decision: RegistrationDecision) =>
      confirmRegistration(sql, clock, decision),
    readCaseCounts: () => readCaseCounts(sql, clock),
    readUnknownPayments: (actor: StaffActor) => readUnknownPayments(sql, clock, actor),
    readCalls: (look: CallsLook) => readCalls(sql, clock, look),
    lookAtCall: (look: { noticeId: number; actor: StaffActor }) => lookAtCall(sql, clock, look),
    recordCall: (report: CallReport) => recordCall(sql, clock, report),
    proposePaymentFinding: (proposal: PaymentFindingProposal) =>
      proposePaymentFinding(sql, clock, proposal),
    proposeRefundFinding: (proposal: RefundFindingProposal) =>
      proposeRefundFinding(sql, clock, proposal),
    proposeForgiving: (proposal: ForgivingProposal) => proposeForgiving(sql, clock, proposal),
    proposeRefund: (proposal: RefundProposal) => proposeRefund(sql, clock, proposal),
    withdrawProposal: (withdrawn: { decisionId: number; actor: StaffActor }) =>
      withdrawProposal(sql, clock, withdrawn),
    readRefundWork: (actor: StaffActor) => readRefundWork(sql, clock, actor),
    proposeReturn: (proposal: ReturnProposal) => proposeReturn(sql, clock, proposal),
    readDecisions: (actor: StaffActor) => readDecisions(sql, clock, actor),
    openDecision: (look: { decisionId: number; actor: StaffActor }) =>
      openDecision(sql, clock, look),
    decideProposal: (answer: ProposalAnswer) => decideProposal(sql, clock, answer),
    postponeDueDate: (postponement: Postponement) => postponeDueDate(sql, clock, postponement),
    pauseReminders: (pause: ReminderPause) => pauseReminders(sql, clock, pause),
    readCalendars: (shown: number) => readCalendars(sql, shown),
    checkCalendar: (proposal: CalendarProposal) => checkCalendar(sql, proposal),
    previewCalendar: (look: { proposal: CalendarProposal; actor: StaffActor }) =>
      previewCalendar(sql, clock, look),
    addCalendar: (added: NewCalendar) => addCalendar(sql, clock, added),
  };
}

export type UseCases = ReturnType<typeof createUseCases>;
export type { SessionOwner } from "../db/accounts/sessions.ts";
