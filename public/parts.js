// Brings the parts of the program that are not in its core, when the program asks for one (src/pages/part.rs). The
// build fills in where each is and which others it needs, and adds one export a part, by the name that the program
// imports.
const PARTS = self.__PARTS__;

let begin;
const core = new Promise((done) => {
  begin = done;
});

/** boot.js hands over what the core exports once it runs. */
export function started(exports) {
  begin(exports);
}

// A connection that stands while nothing comes is a network that was lost.
const PATIENCE_MS = 60_000;

const arriving = new Map();
const failed = new Set();

// Once for each part; but a network that was lost is no reason to fail for ever.
function arrive(name) {
  if (!arriving.has(name)) {
    const part = load(PARTS[name], failed.has(name));
    part.catch(() => {
      arriving.delete(name);
      failed.add(name);
    });
    arriving.set(name, part);
  }
  return arriving.get(name);
}

// A second try goes past the HTTP cache, where a broken copy may lie.
async function load({ url, integrity, needs }, again) {
  const answer = fetch(url, {
    integrity,
    cache: again ? "reload" : "default",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  answer.catch(() => {}); // awaited below, where it is told
  await Promise.all(needs.map(arrive));
  const exports = await core;
  await WebAssembly.instantiateStreaming(answer, { __wasm_split: exports, core: exports });
}

// The program waits for a call of this function of its own, by its place in the table.
function part(name) {
  return async (callback, data) => {
    const here = await arrive(name).then(
      () => true,
      () => false,
    );
    (await core).__indirect_function_table.get(callback)(data, here);
  };
}
