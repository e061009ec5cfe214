// The palettes: the two copies of the night are alike, and every pair of ground and text has its contrast.
// Run by `node --test`.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const folder = new URL(".", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const tokens = declarations(read("tokens.css"));
const themes = read("themes.css");
const day = declarations(block(":root {"));
const night = declarations(block(':root[data-theme="night"] {'));
const strong = declarations(block(':root[data-theme="contrast"] {'));
const nightOfSystem = declarations(block(':root:not([data-theme="day"], [data-theme="night"], [data-theme="contrast"]) {'));

// Ground, then what is written on it, then the least contrast by day and by night.
const TEXT = [
  ["page", "text", 7, 7],
  ["surface", "text", 7, 7],
  ["field", "text", 7, 7],
  ["act-soft", "text", 7, 7],
  ["page", "text-2", 4.5, 7],
  ["surface", "text-2", 4.5, 7],
  ["field", "text-2", 4.5, 7],
  ["raised", "text-2", 4.5, 7],
  ["act-soft", "text-2", 4.5, 4.5],
  ["page", "act-text", 4.5, 7],
  ["surface", "act-text", 4.5, 7],
  ["surface", "on-act-soft", 4.5, 7],
  ["act-soft", "act-text", 4.5, 4.5],
  ["act", "on-act", 4.5, 7],
  ["act-press", "on-act", 4.5, 7],
  ["act-soft", "on-act-soft", 4.5, 4.5],
  ["act-soft-press", "on-act-soft", 4.5, 4.5],
  ["done", "on-done", 4.5, 7],
  ["done-press", "on-done", 4.5, 7],
  ["ok-soft", "on-ok-soft", 4.5, 7],
  ["page", "on-ok-soft", 4.5, 7],
  ["warn-soft", "on-warn-soft", 4.5, 7],
  ["page", "on-warn-soft", 4.5, 7],
  ["err-soft", "on-err-soft", 4.5, 7],
  ["page", "on-err-soft", 4.5, 7],
  ["surface", "on-err-soft", 4.5, 7],
  ["danger", "on-danger", 4.5, 7],
  ["danger-press", "on-danger", 4.5, 7],
  ["known", "on-known", 4.5, 7],
  ["known-press", "on-known", 4.5, 7],
];

// What is seen but not read: the edge of a field, the ring of the focus, the edge of a card.
const SHAPES = [
  ["page", "line-field"],
  ["surface", "line-field"],
  ["page", "focus"],
  ["surface", "focus"],
  ["surface", "act"],
  ["surface", "done"],
  ["surface", "warn"],
  ["surface", "err"],
];

test("the night by choice and the night of the system are one", () => {
  assert.deepEqual(nightOfSystem, night);
});

test("every palette names the same things", () => {
  for (const other of [night, strong]) assert.deepEqual([...day.keys()].sort(), [...other.keys()].sort());
});

test("the palette of high contrast has 7 for every text", () => {
  for (const [ground, text] of TEXT) assertContrast(strong, ground, text, 7);
  for (const [ground, shape] of SHAPES) assertContrast(strong, ground, shape, 4.5);
});

for (const [name, palette, least] of [["day", day, 2], ["night", night, 3]]) {
  test(`text has its contrast by ${name}`, () => {
    for (const pair of TEXT) assertContrast(palette, pair[0], pair[1], pair[least]);
  });
  test(`shapes can be seen by ${name}`, () => {
    for (const [ground, shape] of SHAPES) assertContrast(palette, ground, shape, 3);
  });
}

test("components use the palette, never a colour or a token of their own", () => {
  for (const file of sheets()) {
    const rules = read(file).replace(/\/\*[\s\S]*?\*\//g, "");
    assert.doesNotMatch(rules, /#[0-9a-f]{3,8}\b|rgb\(|hsl\(|--it-color/i, file);
    for (const [, name] of rules.matchAll(/var\(--([a-z0-9-]+)\)/g)) {
      assert.ok(day.has(name) || tokens.has(name) || name === "edge", `${file}: --${name} does not exist`);
    }
  }
});

test("the sheet of every component is in the list, and every name in the list is a file", () => {
  const listed = [...read("index.css").matchAll(/url\("(\.\..+?)"\)/g)].map((match) => match[1]);
  assert.deepEqual(listed.sort(), sheets());
});

test("every icon that the contract names is in the sprite, and no other", () => {
  const sprite = readFileSync(new URL("../public/icons/sprite.svg", folder), "utf8");
  const drawn = [...sprite.matchAll(/id="it-(.+?)"/g)].map((match) => match[1]);
  const named = read("README.md").match(/Symbols \(`it-` before each\):\n([\s\S]+?)\.\n/)[1].split(/,\s+/);
  assert.deepEqual(named, drawn.sort());
});

/** The style of the components, each beside its component. */
function sheets() {
  const found = readdirSync(new URL("../src/components/", folder), { recursive: true });
  return found.filter((name) => name.endsWith(".css")).map((name) => `../src/components/${name}`).sort();
}

function assertContrast(palette, ground, text, least) {
  const found = contrast(colour(palette, ground), colour(palette, text));
  assert.ok(found >= least, `--${text} on --${ground} has ${found.toFixed(2)}, needs ${least}`);
}

function block(selector) {
  const start = themes.indexOf(selector);
  assert.notEqual(start, -1, `themes.css has no ${selector}`);
  return themes.slice(start, themes.indexOf("}", start));
}

function declarations(css) {
  return new Map([...css.matchAll(/--([a-z0-9-]+): ([^;]+);/g)].map((match) => [match[1], match[2]]));
}

function colour(palette, name) {
  const value = palette.get(name);
  assert.ok(value, `no --${name}`);
  const token = /^var\(--(.+)\)$/.exec(value);
  return token ? tokens.get(token[1]) : value;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
