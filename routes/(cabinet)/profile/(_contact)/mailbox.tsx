/** An address that breaks before its @ where it is too long for a line. */
export function Mailbox({ address }: { address: string }) {
  const at = address.lastIndexOf("@");
  return (
    <span class="contact-value">
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </span>
  );
}
