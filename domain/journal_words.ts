/** What the journal's action means, and whether somebody only looked. */
export interface ActionWords {
  title: string;
  look: boolean;
}

/**
 * Every action that is journalled; a test looks for those that the code writes. `payment_found_…` and
 * `refund_found_…` are of the time when one member of staff decided them: rows stay for good.
 */
export const JOURNAL_ACTIONS: Readonly<Record<string, ActionWords>> = {
  looked: look("Просмотр"),
  found: look("Показан в\u00a0поиске"),
  looked_at_call: look("Просмотр звонка"),
  looked_at_decision: look("Просмотр решения"),
  looked_at_due_date: look("Просмотр срока при смене календаря"),
  looked_at_held_lines: look("Просмотр удержанных строк"),
  looked_at_journal: look("Просмотр журнала"),
  looked_at_list: look("Просмотр списка"),
  looked_at_payment: look("Просмотр платежа"),
  looked_at_refused_row: look("Просмотр отказанной строки"),
  looked_at_registration: look("Просмотр регистрации"),
  downloaded: look("Выгрузка отчета о\u00a0долгах"),
  downloaded_journal: look("Выгрузка журнала"),
  downloaded_list: look("Выгрузка списка"),
  downloaded_refusals: look("Выгрузка отказанных строк"),

  acknowledged: act("Отчет подтвержден"),
  added_calendar: act("Новая версия календаря"),
  asked_for_report: act("Запрошен отчет о\u00a0долгах"),
  asked_to_publish: act("Запрошено выставление счетов"),
  call_recorded: act("Записан звонок"),
  channels_chosen: act("Выбраны каналы напоминаний"),
  clinic_renamed: act("Клиника переименована"),
  consent_withdrawn: act("Согласие отозвано"),
  decision_confirmed: act("Решение подтверждено"),
  decision_proposed: act("Предложено решение"),
  decision_refused: act("Решение отклонено"),
  decision_withdrawn: act("Предложение отозвано"),
  document_added: act("Новая версия документа"),
  due_date_postponed: act("Срок перенесен"),
  discarded: act("Файл отброшен после просмотра"),
  employer_payment_entered: act("Записаны деньги работодателя"),
  employer_payment_posted: act("Деньги работодателя проведены"),
  employer_payment_refused: act("Деньги работодателя отклонены"),
  employer_renamed: act("Работодатель переименован"),
  employer_set: act("Изменены условия работодателя"),
  ended: act("Контакт работодателя убран"),
  held_lines_refused: act("Удержанные строки отклонены"),
  held_lines_released: act("Удержанные строки отпущены"),
  key_rate_added: act("Добавлена ключевая ставка"),
  loaded_after_preview: act("Файл загружен после просмотра"),
  marked_agreed: act("Отмечено: договорились о\u00a0сроке"),
  marked_cleared: act("Снята отметка о\u00a0долге"),
  marked_deducted: act("Отмечено: удержано из\u00a0зарплаты"),
  marked_refused: act("Отмечено: работник отказался"),
  mended_row_accepted: act("Исправленная строка принята"),
  mended_row_refused: act("Исправленная строка отказана"),
  named: act("Назван контакт работодателя"),
  payment_found_paid: act("Платеж: деньги пришли"),
  payment_found_unpaid: act("Платеж: денег нет"),
  programme_set: act("Изменена программа"),
  refund_found_kept: act("Возврат: деньги не\u00a0ушли"),
  refund_found_returned: act("Возврат: деньги вернулись"),
  registration_confirmed: act("Регистрация подтверждена"),
  registration_mismatched: act("Регистрация не\u00a0сошлась со\u00a0списком"),
  registration_refused: act("Регистрация отклонена"),
  reminders_paused: act("Напоминания приостановлены"),
  staff_added: act("Добавлен сотрудник"),
  staff_ended: act("Доступ сотрудника закрыт"),
  staff_role_changed: act("Изменена роль сотрудника"),
  uploaded: act("Загружен файл"),
};

/** What was done, by what it was done to; looks are a group of their own. */
export const ACTION_GROUPS: readonly { title: string; actions: readonly string[] }[] = [
  {
    title: "Файлы и строки",
    actions: [
      "uploaded",
      "loaded_after_preview",
      "discarded",
      "mended_row_accepted",
      "mended_row_refused",
      "held_lines_released",
      "held_lines_refused",
    ],
  },
  {
    title: "Счета и деньги",
    actions: [
      "asked_to_publish",
      "payment_found_paid",
      "payment_found_unpaid",
      "refund_found_returned",
      "refund_found_kept",
      "employer_payment_entered",
      "employer_payment_posted",
      "employer_payment_refused",
    ],
  },
  {
    title: "Решения и звонки",
    actions: [
      "decision_proposed",
      "decision_confirmed",
      "decision_refused",
      "decision_withdrawn",
      "due_date_postponed",
      "reminders_paused",
      "call_recorded",
    ],
  },
  {
    title: "Люди",
    actions: [
      "registration_confirmed",
      "registration_refused",
      "registration_mismatched",
      "consent_withdrawn",
      "channels_chosen",
    ],
  },
  {
    title: "Работодатели и отчеты",
    actions: [
      "named",
      "ended",
      "asked_for_report",
      "acknowledged",
      "marked_deducted",
      "marked_agreed",
      "marked_refused",
      "marked_cleared",
    ],
  },
  {
    title: "Настройки",
    actions: [
      "employer_set",
      "employer_renamed",
      "clinic_renamed",
      "programme_set",
      "document_added",
      "added_calendar",
      "key_rate_added",
      "staff_added",
      "staff_role_changed",
      "staff_ended",
    ],
  },
];

/** The actions that change nothing. */
export const LOOKS: readonly string[] = Object.entries(JOURNAL_ACTIONS)
  .filter(([, words]) => words.look)
  .map(([action]) => action);

export function actionTitle(action: string): string {
  return JOURNAL_ACTIONS[action]?.title ?? action;
}

/** «Анна Петрова», «Командная строка»: who stands behind `staff/3` or `command_line`. */
export function actorTitle({ actor, actorName }: { actor: string; actorName: string | null }) {
  if (actorName !== null) return actorName;
  if (actor === "anonymous") return "Посетитель";
  return /^command[_ ]line$/.test(actor) ? "Командная строка" : actor;
}

/** Whose is `staff/3`: beside the name, since namesakes are of several kinds. */
export function actorKind(actor: string): string | null {
  return ACTOR_KINDS[actor.split("/")[0]!] ?? null;
}

const ACTOR_KINDS: Readonly<Record<string, string>> = {
  staff: "сотрудник",
  person: "застрахованный",
  employer_contact: "контакт работодателя",
};

/** What `register/4` and its like are called where they have no name of their own. */
export function subjectTitle(
  { subject, subjectName }: { subject: string; subjectName: string | null },
): string {
  const [kind, key = ""] = subject.split("/");
  const title = SUBJECT_KINDS[kind!];
  if (kind === "person" || kind === "staff" || kind === "employer" || kind === "document") {
    return subjectName ?? subject;
  }
  if (title === undefined) return subject;
  return [title, subjectName ?? (key && `№\u00a0${key}`)].filter(Boolean).join(" ");
}

const SUBJECT_KINDS: Readonly<Record<string, string>> = {
  file: "Файл",
  clinic: "Клиника",
  calendar: "Календарь, версия",
  programme: "Программа",
  employer_contact: "Контакт",
  employer_report: "Отчет:",
  invoices: "Счета за\u00a0услуги по",
  key_rate: "Ключевая ставка с",
  journal: "Журнал",
  registration: "Регистрация",
};

function look(title: string): ActionWords {
  return { title, look: true };
}

function act(title: string): ActionWords {
  return { title, look: false };
}
