// public/parts.js: the parts that arrive later, what they need, and a network that is lost in between. (Not beside it:
// public/ is served.) Run by `node --test`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../public/parts.js", import.meta.url), "utf8").replace("export function", "function");
const PARTS = {
  forms: { url: "/assets/forms.wasm", integrity: "sha256-forms", needs: ["later", "home"] },
  home: { url: "/assets/home.wasm", integrity: "sha256-home", needs: [] },
  later: { url: "/assets/later.wasm", integrity: "sha256-later", needs: [] },
};

test("a part arrives once, after what it needs, and the program is told by its own function", async () => {
  const page = new Page();
  page.start();
  await Promise.all([page.ask("forms", 7, 1), page.ask("forms", 7, 2), page.ask("home", 8, 3)]);
  assert.deepEqual(page.asked.sort(), ["/assets/forms.wasm", "/assets/home.wasm", "/assets/later.wasm"]);
  assert.equal(page.begun.at(-1), "/assets/forms.wasm");
  assert.deepEqual(page.told.sort(), [[7, 1, true], [7, 2, true], [8, 3, true]]);
  assert.ok(page.options.every(({ integrity }) => integrity.startsWith("sha256-")));
});

test("nothing is put together before the core runs", async () => {
  const page = new Page();
  const asked = page.ask("home", 1, 1);
  await new Promise(setImmediate);
  assert.deepEqual([page.asked, page.begun], [["/assets/home.wasm"], []]);
  page.start();
  await asked;
  assert.deepEqual(page.told, [[1, 1, true]]);
});

test("a network that was lost is told, and the next try starts afresh", async () => {
  const page = new Page();
  page.start();
  page.cut = "/assets/later.wasm";
  await page.ask("forms", 5, 1);
  assert.deepEqual(page.told, [[5, 1, false]]);
  page.cut = undefined;
  await page.ask("forms", 5, 2);
  assert.deepEqual(page.told.at(-1), [5, 2, true]);
  assert.equal(page.asked.filter((url) => url === "/assets/home.wasm").length, 1, "what came stays");
  const tries = page.options.filter((_, index) => page.asked[index] === "/assets/later.wasm").map(({ cache }) => cache);
  assert.deepEqual(tries, ["default", "reload"], "a broken copy in the HTTP cache is passed by");
});

// As much of a browser as parts.js touches.
class Page {
  asked = [];
  begun = [];
  options = [];
  told = [];

  constructor() {
    const world = {
      self: { __PARTS__: PARTS },
      AbortSignal,
      fetch: async (url, options) => {
        this.asked.push(url);
        this.options.push(options);
        if (url === this.cut) throw new TypeError("Failed to fetch");
        return url;
      },
      WebAssembly: {
        instantiateStreaming: async (answer, imports) => {
          const url = await answer;
          assert.equal(imports.__wasm_split, this.core);
          assert.equal(imports.core, this.core);
          this.begun.push(url);
        },
      },
    };
    this.core = {
      __indirect_function_table: { get: (place) => (data, here) => this.told.push([place, data, here]) },
    };
    this.module = vm.runInNewContext(`${SOURCE}\n({ started, part })`, world);
  }

  start() {
    this.module.started(this.core);
  }

  ask(name, place, data) {
    return this.module.part(name)(place, data);
  }
}
