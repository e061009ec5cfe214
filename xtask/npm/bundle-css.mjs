// Joins the style sheets that one sheet imports: node bundle-css.mjs <in> <out> minified|readable
import { writeFileSync } from "node:fs";
import { bundle } from "lightningcss";

// The oldest engines that have what the app needs anyway (see the table of browsers in the documentation).
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const targets = {
  chrome: version(111),
  android: version(111),
  firefox: version(115),
  safari: version(16, 4),
  ios_saf: version(16, 4),
};

const [input, output, mode] = process.argv.slice(2);
try {
  const { code, warnings } = bundle({ filename: input, minify: mode === "minified", targets });
  for (const warning of warnings) {
    console.error(`${warning.loc?.filename ?? input}:${warning.loc?.line ?? "?"}: ${warning.message}`);
  }
  if (warnings.length > 0) process.exit(1);
  writeFileSync(output, code);
} catch (error) {
  console.error(`${error.fileName ?? input}:${error.loc?.line ?? "?"}: ${error.message}`);
  process.exit(1);
}
