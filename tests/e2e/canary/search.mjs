// Looks for the words of a seed in bytes, and in every file below a folder.
import { readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

import { readLog, readTable } from "./leveldb.mjs";
import { needles } from "./markers.mjs";

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);

/** What was looked at, and what was found: `{ where, form, word }`. */
export class Search {
  files = 0;
  bytes = 0;
  hits = [];
  #markers;
  #needles;

  constructor(markers) {
    this.#markers = markers;
    this.#needles = needles(markers.run);
  }

  /** Every file below a folder, as it lies there, and LevelDB's as they are meant. */
  async folder(folder) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      // Sockets and the browser's locks have no content.
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      // A browser that runs takes files away meanwhile.
      const bytes = await readFile(path).catch((error) => {
        if (error.code !== "ENOENT") throw error;
      });
      if (bytes) this.file(relative(folder, path), bytes);
    }
  }

  /** One file. */
  file(name, bytes) {
    this.files += 1;
    this.bytes += bytes.length;
    this.#in(name, bytes);
    if (isAnswer(name, bytes)) this.hits.push({ where: name, form: "an answer of the API", word: "what no search reads" });
    for (const content of readable(name, bytes)) this.#in(name, content);
  }

  /** A text that lies in no file. */
  text(where, text) {
    this.#in(where, Buffer.from(text));
  }

  #in(where, bytes) {
    for (const { form, bytes: needle, sign } of this.#needles) {
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
        const word = this.#markers.named(sign(bytes.subarray(at + needle.length)) || "?");
        const known = this.hits.some((hit) => hit.where === where && hit.form === form && hit.word === word);
        if (!known) this.hits.push({ where, form, word });
      }
    }
  }
}

/** The browser's cache keeps answers as they travelled, compressed in ways that are not unpacked here: none of the API may be there. */
function isAnswer(name, bytes) {
  return name.includes("Cache_Data") && /localhost:\d+\/v\d+\//.test(bytes.toString("latin1", 0, 512));
}

/** What a file says once it is unpacked. A file that is half written has nothing but its bytes. */
function* readable(name, bytes) {
  if (name.endsWith(".log")) yield readLog(bytes);
  if (name.endsWith(".ldb")) {
    const table = readTable(bytes);
    if (table) yield table;
  }
  for (let at = bytes.indexOf(GZIP); at >= 0; at = bytes.indexOf(GZIP, at + 1)) {
    const unpacked = gunzip(bytes.subarray(at));
    if (unpacked) yield unpacked;
  }
}

/** Three bytes may look like the head of gzip by chance. */
function gunzip(bytes) {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}
