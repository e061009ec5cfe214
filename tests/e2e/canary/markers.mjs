// Words that stand nowhere else, made of one seed, and the forms in which they may lie on a disk.
import { createHash } from "node:crypto";

/** No letters that base 64 or a dictionary would make by chance. */
const LETTERS = "bcdfghjkmnpqrstvwxz23456789";
const SIGNS = 8;

/**
 * The run of signs that all words of one seed share. It is short and plain, so that whatever cuts or recodes a text
 * around it (an accent, a compressed block) leaves it whole; the sign after it says which word it is.
 */
export function runOf(seed) {
  const hash = createHash("sha256").update(`canary ${seed}`).digest();
  return Array.from(hash.subarray(0, SIGNS), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** The words of a phone: one for each name. */
export class Markers {
  constructor(seed, names) {
    this.run = runOf(seed);
    this.names = names;
  }

  #core(name) {
    return this.run + String.fromCharCode("a".charCodeAt(0) + this.names.indexOf(name));
  }

  /** What is typed into a field of this name. */
  text(name) {
    return `Però-${this.#core(name)}-città`;
  }

  /** Four words, as the app asks for. */
  passphrase(name) {
    return `già così ${this.#core(name)} è lunga`;
  }

  /** The name of the word whose sign stands here. */
  named(sign) {
    return this.names[sign.charCodeAt(0) - "a".charCodeAt(0)] ?? "a word cut short";
  }
}

/** What a search looks for: the run in each form, and where the sign after it is. */
export function needles(run) {
  const plain = Buffer.from(run);
  const wide = Buffer.from(run, "utf16le");
  const forms = [
    { form: "UTF-8", bytes: plain, sign: (tail) => tail.toString("latin1", 0, 1) },
    { form: "UTF-16", bytes: wide, sign: (tail) => tail.toString("utf16le", 0, 2) },
    { form: "hex", bytes: Buffer.from(plain.toString("hex")), sign: (tail) => fromHex(tail) },
    { form: "hex", bytes: Buffer.from(plain.toString("hex").toUpperCase()), sign: (tail) => fromHex(tail) },
  ];
  for (const shift of [0, 1, 2]) forms.push({ form: "base 64", bytes: inBase64(plain, shift), sign: () => "" });
  return forms;
}

const fromHex = (tail) => Buffer.from(tail.toString("latin1", 0, 2), "hex").toString("latin1");

/** The signs of base 64 that depend on these bytes alone, when they begin so many bytes after a group of three. */
function inBase64(bytes, shift) {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
  const bits = [shift * 8, (shift + bytes.length) * 8];
  return Buffer.from(text.slice(Math.ceil(bits[0] / 6), Math.floor(bits[1] / 6)));
}
