import { ROLE_TITLES, rolesFrom, type StaffRole } from "../../../domain/staff_role.ts";

/** What a role adds to those before it. */
export const ROLE_HINTS: Readonly<Record<StaffRole, string>> = {
  viewer: "Смотрит списки и\u00a0карточки, ничего не\u00a0меняет",
  operator:
    "Загружает файлы, записывает звонки, выставляет счета, решает по\u00a0удержанным строкам",
  approver: "Еще решает по\u00a0деньгам, называет контакты работодателей и\u00a0читает журнал",
  admin: "Еще меняет настройки, документы и\u00a0сотрудников, выгружает журнал",
};

/** «не ниже «Оператор»»; of the highest role only its name. */
export function rolesInWords(least: StaffRole): string {
  const title = `«${ROLE_TITLES[least]}»`;
  return rolesFrom(least).length === 1 ? title : `не\u00a0ниже ${title}`;
}
