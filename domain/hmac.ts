/** HMAC-SHA-256 of a text under a key that is a text, 32 bytes. */
export async function hmacSha256(key: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", bytes.encode(key), algorithm, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes.encode(text)));
}
