import { HttpError } from "fresh";
import { define } from "../state.ts";

export default define.page(({ error }) => (
  <h1>Error page: {error instanceof HttpError ? error.status : "bug"}</h1>
));
