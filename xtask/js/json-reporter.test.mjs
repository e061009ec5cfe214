// The count of a whole run hangs on this reporter: each kind of end that node knows, and what it is counted as.
import assert from "node:assert/strict";
import { test } from "node:test";
import report from "./json-reporter.mjs";

const FILE = `${process.cwd()}/offline/hub.test.mjs`;
const end = (type, name, more = {}) => ({ type: `test:${type}`, data: { name, nesting: 1, file: FILE, ...more } });
const failedBy = (failureType) => ({ error: { failureType } });

async function counted(...events) {
  async function* source() {
    yield* events;
  }
  const lines = [];
  for await (const line of report(source())) lines.push(JSON.parse(line));
  return lines.map(({ name, result }) => `${name} ${result}`);
}

test("a test is named by its file and counted by its end", async () => {
  assert.deepEqual(await counted(end("pass", "a"), end("fail", "b", { details: failedBy("testCodeFailure") })), [
    "offline/hub.test.mjs: a passed",
    "offline/hub.test.mjs: b failed",
  ]);
});

test("a test that was skipped or is still to be written is a skip, with or without a reason", async () => {
  assert.deepEqual(await counted(end("pass", "a", { skip: "" }), end("fail", "b", { todo: "later" })), [
    "offline/hub.test.mjs: a skipped",
    "offline/hub.test.mjs: b skipped",
  ]);
});

test("a suite counts only when it failed by itself", async () => {
  const suite = (type, error) => end(type, "suite", { details: { type: "suite", ...error } });
  assert.deepEqual(await counted(suite("pass"), suite("fail", failedBy("subtestsFailed"))), []);
  assert.deepEqual(await counted(suite("fail", failedBy("hookFailed"))), ["offline/hub.test.mjs: suite failed"]);
});

test("a file that ran no test or did not get that far has failed, even where node says that it passed", async () => {
  const file = (type, error) => end(type, FILE, { nesting: 0, details: error });
  assert.deepEqual(await counted(file("pass")), [`offline/hub.test.mjs: ${FILE} failed`]);
  assert.deepEqual(await counted(file("fail", failedBy("testCodeFailure"))), [`offline/hub.test.mjs: ${FILE} failed`]);
  assert.deepEqual(await counted(file("fail", failedBy("subtestsFailed"))), []);
});

test("what is not the end of a test is not counted", async () => {
  assert.deepEqual(await counted({ type: "test:start", data: {} }, { type: "test:diagnostic", data: {} }), []);
});
