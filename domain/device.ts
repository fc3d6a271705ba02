/** From the most particular: each of them also names the ones below it. */
const BROWSERS: readonly [RegExp, string][] = [
  [/YaBrowser\//, "Яндекс Браузер"],
  [/EdgA?\/|EdgiOS\//, "Edge"],
  [/OPR\/|Opera\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Version\/[\d.]+ .*Safari\//, "Safari"],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "Mac"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/**
 * A device in words, by what its browser says of itself: «Chrome, Windows».
 *
 * @param userAgent the header User-Agent
 */
export function deviceWords(userAgent: string | null): string {
  const known = [named(BROWSERS, userAgent ?? ""), named(SYSTEMS, userAgent ?? "")]
    .filter((name) => name !== null);
  return known.length > 0 ? known.join(", ") : "Неизвестное устройство";
}

function named(list: readonly [RegExp, string][], userAgent: string): string | null {
  return list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}
