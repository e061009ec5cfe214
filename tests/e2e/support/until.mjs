import assert from "node:assert/strict";

/** Asks until the answer is yes. (`waitForFunction` of a page takes the promise of an answer for a yes.) */
export async function until(ask, patience = 20_000) {
  const end = Date.now() + patience;
  while (!(await ask())) assert.ok(Date.now() < end, "it was never so");
}
