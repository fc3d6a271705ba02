import { define } from "../../../state.ts";

export default define.page(({ error }) => <h1>Ops error: {(error as Error).message}</h1>);
