// Smaller JavaScript out of our own: node minify-js.mjs <in> <out> module|script. Placeholders of the build stand in
// strings, or are names that nothing here defines: both are left as they are.
import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";

const [input, output, kind] = process.argv.slice(2);
const module = kind === "module";
const { code } = await minify(readFileSync(input, "utf8"), {
  module,
  ecma: 2022,
  compress: { passes: 2, toplevel: module },
  mangle: { toplevel: module },
  format: { comments: false },
});
writeFileSync(output, code);
