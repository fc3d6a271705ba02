/** Why no further code is sent, and how long to wait. */
export function tooManyCodes(
  { waitMinutes }: { waitMinutes: number },
): { heading: string; message: string } {
  return { heading: "Код не\u00a0отправлен", message: reason(waitMinutes) };
}

function reason(waitMinutes: number): string {
  if (waitMinutes <= 15) return "Слишком много кодов подряд. Подождите 15 минут и попробуйте снова";
  return waitMinutes <= 60
    ? "Слишком много кодов подряд. Подождите час и попробуйте снова"
    : "Слишком много кодов за сутки. Попробуйте завтра или позвоните на медпульт";
}
