import { define } from "../../state.ts";

export default define.layout(async function CabinetLayout({ Component }) {
  await Promise.resolve();
  return (
    <section>
      <Component />
    </section>
  );
});
