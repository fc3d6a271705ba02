/**
 * The network address that a request came from.
 *
 * @param trustedProxies how many proxies of our own stand before the web: each adds the address it
 * was reached from to the end of `X-Forwarded-For`, and what lies before theirs anybody may write
 */
export function clientAddress(
  req: Request,
  info: { remoteAddr: Deno.Addr },
  trustedProxies: number,
): string {
  const forwarded = (req.headers.get("x-forwarded-for") ?? "")
    .split(",").map((address) => address.trim()).filter(Boolean);
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined;
  return told ?? ("hostname" in info.remoteAddr ? info.remoteAddr.hostname : "unknown");
}
