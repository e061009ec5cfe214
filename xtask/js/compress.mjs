// Each file once more as `.br` and `.gz`, so that the server never compresses at a lower quality what it could send
// ready made: node compress.mjs <folder> <cache> <path below the folder>…
//
// Results are kept by the hash of their input, because the best quality takes seconds for the WebAssembly.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
const gzip = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });

const [folder, cache, ...paths] = process.argv.slice(2);
mkdirSync(cache, { recursive: true });
for (const path of paths) {
  const bytes = readFileSync(join(folder, path));
  const key = createHash("sha256").update(bytes).digest("hex");
  for (const [extension, compress] of [["br", brotli], ["gz", gzip]]) {
    const kept = join(cache, `${key}.${extension}`);
    if (!existsSync(kept)) {
      // Under another name first, so that an interrupted write is never taken for a result.
      writeFileSync(`${kept}.part`, compress(bytes));
      renameSync(`${kept}.part`, kept);
    }
    copyFileSync(kept, join(folder, `${path}.${extension}`));
  }
}
