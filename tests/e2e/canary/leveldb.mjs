// What LevelDB keeps, without what it puts in between: IndexedDB, localStorage and the list of service workers lie in it.
//
// A log is cut into blocks of 32 KiB, with a head before each piece; a table's blocks are compressed with Snappy, which
// writes a text that came before as a reference to it. Both cut words in two.

const LOG_BLOCK = 32_768;
const LOG_HEAD = 7;
const TABLE_FOOT = 48;
const TABLE_MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: how it is compressed, and a checksum. */
const BLOCK_FOOT = 5;

/** The contents of a log, pieces put together. */
export function readLog(bytes) {
  const pieces = [];
  for (let block = 0; block < bytes.length; block += LOG_BLOCK) {
    const end = Math.min(block + LOG_BLOCK, bytes.length);
    let at = block;
    while (at + LOG_HEAD <= end) {
      const length = bytes.readUInt16LE(at + 4);
      const piece = bytes.subarray(at + LOG_HEAD, Math.min(at + LOG_HEAD + length, end));
      pieces.push(piece);
      at += LOG_HEAD + length;
    }
  }
  return Buffer.concat(pieces);
}

/** The blocks of a table, decompressed; nothing when the file is none. */
export function readTable(bytes) {
  if (bytes.length < TABLE_FOOT || bytes.readBigUInt64LE(bytes.length - 8) !== TABLE_MAGIC) return undefined;
  const foot = new Reader(bytes.subarray(bytes.length - TABLE_FOOT));
  const meta = { offset: foot.number(), size: foot.number() };
  const index = { offset: foot.number(), size: foot.number() };
  const blocks = entries(block(bytes, index)).map((value) => {
    const handle = new Reader(value);
    return block(bytes, { offset: handle.number(), size: handle.number() });
  });
  return Buffer.concat([block(bytes, meta), ...blocks]);
}

function block(bytes, { offset, size }) {
  const content = bytes.subarray(offset, offset + size);
  const kind = bytes[offset + size];
  if (offset + size + BLOCK_FOOT > bytes.length || kind > 1) throw new Error(`a block of an unknown kind ${kind}`);
  return kind === 1 ? unsnap(content) : content;
}

/** The values of a block; its end lists where entries begin. */
function entries(content) {
  const restarts = content.readUInt32LE(content.length - 4);
  const reader = new Reader(content.subarray(0, content.length - 4 * (restarts + 1)));
  const values = [];
  while (!reader.done()) {
    reader.number(); // bytes of the key that it shares with the one before
    const key = reader.number();
    const value = reader.number();
    reader.take(key);
    values.push(reader.take(value));
  }
  return values;
}

/** Snappy, the format of one block; what stands behind it is left alone. */
export function unsnap(bytes) {
  const reader = new Reader(bytes);
  const whole = Buffer.alloc(reader.number());
  let at = 0;
  while (at < whole.length) {
    const tag = reader.byte();
    if ((tag & 3) === 0) {
      const short = tag >> 2;
      const length = (short < 60 ? short : reader.little(short - 59)) + 1;
      at += reader.take(length).copy(whole, at);
      continue;
    }
    const near = (tag & 3) === 1;
    const length = near ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back = near ? ((tag >> 5) << 8) | reader.byte() : reader.little((tag & 3) === 2 ? 2 : 4);
    if (back === 0 || back > at) throw new Error("a reference to nothing");
    // Sign by sign: a reference may reach into what it writes.
    for (const end = at + length; at < end; at += 1) whole[at] = whole[at - back];
  }
  return whole;
}

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  done() {
    return this.#at >= this.#bytes.length;
  }

  byte() {
    return this.little(1);
  }

  little(length) {
    return this.take(length).readUIntLE(0, length);
  }

  take(length) {
    if (this.#at + length > this.#bytes.length) throw new Error("it ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Seven bits a byte, the lowest first. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}
