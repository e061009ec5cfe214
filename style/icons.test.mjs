// Every icon that the app names is in the sprite: a symbol that is missing is seen by nobody but who needs it.
// Run by `node --test`.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = new URL("..", import.meta.url).pathname;
const symbols = [...readFileSync(join(root, "public/icons/sprite.svg"), "utf8").matchAll(/<symbol id="([^"]*)"/g)].map(([, id]) => id);

test("every icon that a view names is a symbol of the sprite", () => {
  const views = readdirSync(join(root, "src"), { recursive: true }).filter((file) => file.endsWith(".rs"));
  const named = views.flatMap((file) =>
    [...readFileSync(join(root, "src", file), "utf8").matchAll(/<Icon\s+name="([^"]+)"/g)].map(([, name]) => `it-${name}`),
  );
  assert.ok(named.length > 20, "the views name icons");
  assert.deepEqual([...new Set(named)].filter((name) => !symbols.includes(name)), []);
});
