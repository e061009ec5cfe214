// Both forms give the same bytes back, and a second run takes them from the cache.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const SCRIPT = fileURLToPath(new URL("compress.mjs", import.meta.url));

test("a file is written beside itself in both forms, once compressed and then from the cache", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "compress-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const cache = join(folder, "cache");
  const text = "quattro servizi, un taccuino. ".repeat(40);
  const compress = () => execFileSync(process.execPath, [SCRIPT, folder, cache, "a.js"]);
  writeFileSync(join(folder, "a.js"), text);

  compress();
  assert.equal(brotliDecompressSync(readFileSync(join(folder, "a.js.br"))).toString(), text);
  assert.equal(gunzipSync(readFileSync(join(folder, "a.js.gz"))).toString(), text);
  assert.ok(readFileSync(join(folder, "a.js.gz")).length < text.length / 4);

  const [brotli] = readdirSync(cache).filter((name) => name.endsWith(".br"));
  writeFileSync(join(cache, brotli), "kept");
  compress();
  assert.equal(readFileSync(join(folder, "a.js.br"), "utf8"), "kept");

  writeFileSync(join(folder, "a.js"), `${text}!`);
  compress();
  assert.equal(brotliDecompressSync(readFileSync(join(folder, "a.js.br"))).toString(), `${text}!`);
});
