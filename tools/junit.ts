/** Tests that passed and failed, over one or more runs. */
export interface Counts {
  passed: number;
  failed: number;
}

/** Counts the test cases of a JUnit report as Deno writes it; skipped ones count as neither. */
export function countsOf(report: string): Counts {
  const counts = { passed: 0, failed: 0 };
  const cases = report.matchAll(/<testcase\b[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g);
  for (const [, content = ""] of cases) {
    if (/<(failure|error)\b/.test(content)) counts.failed++;
    else if (!/<skipped\b/.test(content)) counts.passed++;
  }
  return counts;
}
