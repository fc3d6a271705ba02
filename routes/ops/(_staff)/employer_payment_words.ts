/** Where money that came from an employer stands. */
export const PAYMENT_WORDS = {
  waiting: "Ждет второго сотрудника",
  posted: "Проведено",
  refused: "Отклонено",
} as const;

/** Why it could not be posted. */
export const POSTING_PROBLEMS = {
  decided: "Решение уже принято",
  own: "Проводит другой сотрудник: записали его вы",
  being_paid:
    "Один из\u00a0счетов человек оплачивает сам, банк еще не\u00a0ответил: проведите позже",
} as const;

export type PostingProblem = keyof typeof POSTING_PROBLEMS;

/** Narrows what an address tells. */
export function isPostingProblem(text: string | null): text is PostingProblem {
  return text !== null && Object.hasOwn(POSTING_PROBLEMS, text);
}
