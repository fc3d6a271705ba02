import type { Fetch } from "./security_headers.ts";

/**
 * Every page's fonts, under the addresses that the style sheet has, too. `v` is the beginning of the
 * file's SHA-256, since a style sheet can't call `asset()`; a test holds that it is.
 */
export const FONTS = [
  "/fonts/onest-cyrillic.woff2?v=23819987",
  "/fonts/onest-latin.woff2?v=0e68a2d7",
  "/fonts/onest-rouble.woff2?v=57ad4bf1",
];

/** Lets browsers keep the fonts for good; asking whether they changed would cost each page a trip. */
export function withLastingFonts(fetch: Fetch): Fetch {
  return async (req, info) => {
    const response = await fetch(req, info);
    const { pathname, search } = new URL(req.url);
    if (response.ok && FONTS.includes(pathname + search)) {
      response.headers.set("cache-control", "public, max-age=31536000, immutable");
    }
    return response;
  };
}
