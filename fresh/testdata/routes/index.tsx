import { Head } from "fresh/runtime";
import { define } from "../state.ts";

export default define.page(({ state }) => (
  <>
    <Head>
      <title>Home &amp; more</title>
      <meta name="description" content="the home page" />
    </Head>
    <p>trail: {state.trail.join(" ")}</p>
  </>
));
