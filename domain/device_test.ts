import assert from "node:assert/strict";
import { deviceWords } from "./device.ts";

const MOZILLA = "Mozilla/5.0";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

Deno.test("deviceWords() names browser and system, though each browser claims to be others too", () => {
  const windows = `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/143.0.0.0`;
  const expected = {
    [`${windows} Safari/537.36`]: "Chrome, Windows",
    [`${windows} YaBrowser/25.10.0.0 Safari/537.36`]: "Яндекс Браузер, Windows",
    [`${windows} Safari/537.36 Edg/143.0.0.0`]: "Edge, Windows",
    [`${windows} Safari/537.36 OPR/120.0.0.0`]: "Opera, Windows",
    [`${MOZILLA} (Linux; Android 16; K) ${WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36`]:
      "Chrome, Android",
    [`${MOZILLA} (Linux; Android 16; K) ${WEBKIT} SamsungBrowser/29.0 Chrome/140.0.0.0 Mobile`]:
      "Samsung Internet, Android",
    [
      `${MOZILLA} (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ` +
      "Version/19.1 Mobile/15E148 Safari/604.1"
    ]: "Safari, iPhone",
    [
      `${MOZILLA} (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ` +
      "CriOS/143.0 Mobile/15E148 Safari/604.1"
    ]: "Chrome, iPad",
    [`${MOZILLA} (Macintosh; Intel Mac OS X 15.7; rv:145.0) Gecko/20100101 Firefox/145.0`]:
      "Firefox, Mac",
    [`${MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0`]: "Firefox, Linux",
    "curl/8.16 (Windows)": "Windows",
  };
  for (const [agent, words] of Object.entries(expected)) assert.equal(deviceWords(agent), words);
});

Deno.test("deviceWords() guesses nothing where the browser says nothing", () => {
  for (const agent of [null, "", "Deno/2.9.6"]) {
    assert.equal(deviceWords(agent), "Неизвестное устройство");
  }
});
