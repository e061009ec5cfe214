// A reporter of node's test runner: one line of JSON for each test that came to an end.
//
// Suites are not tests; a suite counts only when it failed by itself (a hook threw). A file counts only when it
// did not get as far as its tests, or when it had none: both are failures, whatever the runner makes of them.
import { relative } from "node:path";

const failedByItself = (error) => error?.failureType !== "subtestsFailed";

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const passed = type === "test:pass";
    const isFile = data.nesting === 0 && data.file !== undefined && data.name.endsWith(".test.mjs");
    const isSuite = data.details?.type === "suite";
    if ((isSuite || isFile) && !passed && !failedByItself(data.details?.error)) continue;
    if (isSuite && passed) continue;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    const result = isFile ? "failed" : skipped ? "skipped" : passed ? "passed" : "failed";
    const file = data.file === undefined ? "" : `${relative(process.cwd(), data.file)}: `;
    yield `${JSON.stringify({ name: `${file}${data.name}`, result })}\n`;
  }
}
