import { hmacSha256 } from "../../domain/hmac.ts";

/**
 * The six digits of a challenge: an HMAC of its id under the server's key, so no code is stored
 * anywhere, and both who sends it and who checks it come to the same one.
 *
 * @param serverKey `SERVER_KEY`, at least 32 characters
 * @param challengeId the challenge's uuid, in either case
 */
export async function loginCode(serverKey: string, challengeId: string): Promise<string> {
  const hash = await hmacSha256(serverKey, `login-code/${challengeId.toLowerCase()}`);
  const digest = new DataView(hash.buffer);
  // 48 bits make every code equally likely, but for one part in 10^8.
  const number = digest.getUint16(0) * 2 ** 32 + digest.getUint32(2);
  return String(number % 1_000_000).padStart(6, "0");
}
