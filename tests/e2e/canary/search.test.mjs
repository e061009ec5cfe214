// The search of the audit finds a word in every form in which it may lie somewhere.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";

import { readLog, readTable, unsnap } from "./leveldb.mjs";
import { Markers, runOf } from "./markers.mjs";
import { Search } from "./search.mjs";

const markers = new Markers(7, ["name", "notes"]);
const word = markers.text("notes");

const found = (bytes, name = "file") => {
  const search = new Search(markers);
  search.file(name, Buffer.from(bytes));
  return search.hits.map((hit) => `${hit.form}: ${hit.word}`);
};

describe("A word is found", () => {
  const forms = {
    "UTF-8": Buffer.from(`x${word}y`),
    "UTF-8, an accent of its own": Buffer.from(word.normalize("NFD")),
    "Latin-1, as V8 writes it down": Buffer.from(word, "latin1"),
    "UTF-16": Buffer.from(`x${word}`, "utf16le"),
    "UTF-16 at an odd place": Buffer.concat([Buffer.from("x"), Buffer.from(word, "utf16le")]),
    "JSON with escapes": Buffer.from(word.replaceAll(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)),
    "an address": Buffer.from(encodeURIComponent(word)),
    "hex": Buffer.from(Buffer.from(word).toString("hex")),
    "gzip in the middle of a file": Buffer.concat([Buffer.from("head"), gzipSync(word)]),
  };
  for (const [form, bytes] of Object.entries(forms)) {
    it(form, () => assert.match(found(bytes)[0] ?? "nothing", /: notes$/));
  }

  it("base 64, wherever it begins", () => {
    for (const before of ["", "x", "xy", "xyz"]) {
      assert.match(found(Buffer.from(before + word).toString("base64"))[0] ?? "nothing", /^base 64/);
    }
  });

  it("and nothing else is", () => {
    assert.deepEqual(found("Però-città"), []);
    assert.deepEqual(found(new Markers(8, ["name"]).text("name")), []);
    assert.notEqual(runOf(7), runOf(8));
  });
});

describe("The browser's cache", () => {
  const entry = (path) => `head 1/0/_dk_http://localhost http://localhost http://localhost:4100${path}body`;

  it("may hold a file of the app and no answer of the API, whatever it says", () => {
    assert.deepEqual(found(entry("/assets/a.js"), "Default/Cache/Cache_Data/1_0"), []);
    assert.deepEqual(found(entry("/v1/sync/pull"), "Default/Cache/Cache_Data/1_0"), ["an answer of the API: what no search reads"]);
  });
});

describe("LevelDB", () => {
  it("a log whose block ends in the middle of the word", () => {
    const half = word.length >> 1;
    const first = Buffer.concat([Buffer.alloc(32_768 - 7 - half, "."), Buffer.from(word).subarray(0, half)]);
    const head = (length, kind) => Buffer.from([0, 0, 0, 0, length & 255, length >> 8, kind]);
    const rest = Buffer.from(word).subarray(half);
    const log = Buffer.concat([head(first.length, 2), first, head(rest.length, 4), rest]);
    assert.equal(log.indexOf(word), -1);
    assert.ok(readLog(log).includes(word));
    assert.deepEqual(found(log, "1.log"), ["UTF-8: notes"]);
  });

  /** Snappy: the letters before the run once, then a reference to them. */
  const snapped = () => {
    const run = Buffer.from(`${markers.run}b`);
    const half = run.subarray(0, 4);
    const literal = (bytes) => [Buffer.from([(bytes.length - 1) << 2]), bytes];
    // The first four signs stand alone at the start; the word refers to them.
    return Buffer.concat([Buffer.from([half.length + 1 + run.length]), ...literal(half), ...literal(Buffer.from(".")),
      Buffer.from([0b001, 5]), ...literal(run.subarray(4))]);
  };

  it("a block in which the word is a reference", () => {
    const bytes = snapped();
    assert.equal(bytes.indexOf(markers.run), -1);
    assert.equal(unsnap(bytes).toString(), `${markers.run.slice(0, 4)}.${markers.run}b`);
    assert.equal(unsnap(Buffer.from([6, 0, 0x61, 0b101, 1])).toString(), "aaaaaa", "a reference into itself");
    assert.throws(() => unsnap(Buffer.from([4, 0b001, 5])), /reference to nothing/);
  });

  it("a table with such a block", () => {
    const data = snapped();
    const trailer = (kind) => Buffer.from([kind, 0, 0, 0, 0]);
    const restarts = Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]);
    const index = Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from("k"), Buffer.from([0, data.length]), restarts]);
    const at = data.length + 5;
    const meta = restarts;
    const foot = Buffer.alloc(48);
    Buffer.from([at + index.length + 5, meta.length, at, index.length]).copy(foot);
    foot.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
    const table = Buffer.concat([data, trailer(1), index, trailer(0), meta, trailer(0), foot]);
    assert.ok(readTable(table).includes(markers.run));
    assert.deepEqual(found(table, "2.ldb"), ["UTF-8: notes"]);
    assert.equal(readTable(Buffer.from("none")), undefined);
  });
});
