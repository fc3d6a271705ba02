/** A test file beside the routes, which must not become one. */
export default function IndexTest(): string {
  return "a test file";
}
