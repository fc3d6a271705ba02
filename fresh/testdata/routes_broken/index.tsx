import Counter from "../islands/counter.tsx";

export default function Broken() {
  const props = { id: "x", onDone: () => {} };
  return <Counter {...props} />;
}
