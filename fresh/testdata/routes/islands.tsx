import { computed, signal } from "@preact/signals";
import Counter from "../islands/counter.tsx";
import Panel from "../islands/panel.tsx";
import { define } from "../state.ts";

export default define.page(function Islands() {
  const count = signal(3);
  const double = computed(() => count.value * 2);
  return (
    <>
      <Counter
        id="first"
        count={count}
        since={new Date("2026-11-22T00:00:00Z")}
      />
      <Counter id="second" count={count} double={double} />
      <Panel id="open" title={<b class="bold">Title &lt;/script&gt;</b>} open>
        text <em data-kept="yes">kept</em>
        <input id="given" value="7" disabled />
        <input id="blank" value="" />
        <input id="ticked" type="checkbox" checked />
        <Counter id="inner" count={signal(10)} />
      </Panel>
      <table>
        <tbody>
          <Panel id="row" as="tr" open={false}>
            <td>cell</td>
          </Panel>
        </tbody>
      </table>
    </>
  );
});
