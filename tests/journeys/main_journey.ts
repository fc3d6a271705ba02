import type { Journey } from "./journey.ts";

const OCTOBER = "register-01-clean.xlsx";
const MORE = "register-03-windows.csv";

/** The main job, end to end: from an empty database to two paid invoices. */
export async function walkMainJourney(journey: Journey): Promise<void> {
  await journey.givenStaffLogInWithTheCodeFromTheirMailbox();
  await journey.whenStaffUploadTheRoster();

  await journey.whenTheNewcomerRegisters();
  await journey.whenTheNewcomerActivatesTheFranchise();
  await journey.thenServiceOpensOnTheNextWorkingDayAndThePageSaysWhy();
  await journey.thenTheNewcomerHasNoInvoices();

  await journey.whenConsentsGivenOnPaperAreCarriedOver();
  await journey.thenThePatientsFranchiseHasBeenActivated();
  await journey.whenStaffUploadTheRegister(OCTOBER);
  await journey.whenStaffPublishInvoicesOf(OCTOBER);
  await journey.thenTheAccrualSmsIsOnThePatientsPhone(OCTOBER);

  await journey.whenThePatientRegisters();
  await journey.thenThePatientSeesTheInvoicesOf(OCTOBER);
  await journey.whenThePatientOpensTheInvoiceOf(OCTOBER);
  await journey.thenEveryLineAndEveryDayIsExplained(OCTOBER);
  await journey.thenTheFileHasRealDatesAndNumbers(OCTOBER);

  await journey.whenStaffUploadTheRegister(MORE);
  await journey.whenStaffPublishInvoicesOf(MORE);
  await journey.thenTheAccrualSmsIsOnThePatientsPhone(MORE);
  await journey.thenThePatientSeesTheInvoicesOf(OCTOBER, MORE);

  await journey.whenThePatientChoosesNothing();
  await journey.whenThePatientChoosesTheInvoicesOf(OCTOBER, MORE);
  await journey.thenTheSumIsShownBeforePayment(OCTOBER, MORE);
  await journey.whenThePatientDeclinesOnTheBanksPage();
  await journey.thenNothingWasPaid();
  await journey.whenThePatientChoosesTheInvoicesOf(OCTOBER, MORE);
  await journey.whenThePatientPaysOnTheBanksPage();
  await journey.thenThePaymentIsSettled(OCTOBER, MORE);
  await journey.thenTheInvoicesArePaidCannotBeChosenAndStillOpen(OCTOBER, MORE);
  await journey.thenPaidInvoicesAreNotTakenAgain(OCTOBER, MORE);

  await journey.whenThePatientLogsOutAndInAgain();
  await journey.whenThePatientLooksRound();
  await journey.whenStaffLookRound();
  journey.thenNoPageGaveTrouble();
}
