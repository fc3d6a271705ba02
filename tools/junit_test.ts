import assert from "node:assert/strict";
import { countsOf } from "./junit.ts";

Deno.test("countsOf() counts passed, failed and neither, whatever the messages hold", () => {
  const report = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="5" failures="2" errors="0" time="0.056">
    <testsuite name="./a_test.ts" tests="5" disabled="1" errors="0" failures="2">
        <testcase name="ok" classname="./a_test.ts" time="0.001" line="1" col="6">
        </testcase>
        <testcase name="short" classname="./a_test.ts" time="0.001"/>
        <testcase name="bad &lt;failure" classname="./a_test.ts" time="0.001">
            <failure message="&lt;/testcase&gt; &lt;skipped">&lt;/testcase&gt;</failure>
        </testcase>
        <testcase name="crashed" classname="./a_test.ts" time="0.001">
            <error message="gone"/>
        </testcase>
        <testcase name="ignored" classname="./a_test.ts" time="0.000">
            <skipped/>
        </testcase>
    </testsuite>
</testsuites>`;
  assert.deepEqual(countsOf(report), { passed: 2, failed: 2 });
});

Deno.test("countsOf() finds nothing in an empty report", () => {
  assert.deepEqual(countsOf('<testsuites name="deno test" tests="0"></testsuites>'), {
    passed: 0,
    failed: 0,
  });
});
