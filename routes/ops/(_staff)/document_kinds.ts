import type { StaffState } from "../../../state.ts";
import { knownWord } from "../../(_frame)/known_word.ts";

export type DocumentKind = Parameters<StaffState["useCases"]["newestDocument"]>[0];

/** The kinds in the order of a person's way; what a new version means for those who accepted one. */
export const DOCUMENT_KINDS: Readonly<Record<DocumentKind, { title: string; again: string }>> = {
  user_agreement: {
    title: "Пользовательское соглашение",
    again:
      "Согласия снова не\u00a0спрашиваем: новую версию принимают те, кто регистрируется с\u00a0ее первого дня.",
  },
  personal_data: {
    title: "Согласие на\u00a0обработку данных",
    again:
      "Согласие спросим снова у\u00a0каждого: с\u00a0первого дня версии кабинет откроется после ответа. Кто не\u00a0согласен, увидит, что будет после отзыва.",
  },
  franchise_terms: {
    title: "Порядок оказания услуг с\u00a0франшизой",
    again:
      "Новую версию примут те, кто подключает франшизу с\u00a0ее первого дня. У\u00a0остальных до\u00a0конца полиса действует версия, с\u00a0которой они согласились: менять договор без согласия нельзя.",
  },
};

export function documentKind(text: string | undefined): DocumentKind | null {
  return knownWord(DOCUMENT_KINDS, text);
}
