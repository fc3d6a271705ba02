import Counter from "../islands/counter.tsx";
import { define } from "../state.ts";

export const handler = define.handlers({
  GET() {
    throw new Error("broken on purpose");
  },
  POST: () => ({ data: undefined }),
});

export default define.page(() => {
  const props = { id: "x", onDone: () => {} };
  return <Counter {...props} />;
});
