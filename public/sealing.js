// What a phone seals to its Ambito, for whoever brings it: a file, or the worker that sends while the app is shut. Brought
// when it is asked for (boot.js). HPKE (RFC 9180, base mode: X25519, HKDF-SHA-256, AES-256-GCM) on WebCrypto; the API's half
// is crates/vault/src/carrier.rs, and tests/fixtures/vault/carrier.json holds both to each other.
const DATABASE = "taccuino-sealing";
const INFO = "taccuino sealed operation 1";
const STEP = 256;

const crypt = crypto.subtle;
const bytes = (text) => new TextEncoder().encode(text);
const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
/** A number in big-endian bytes. */
const number = (value, length) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value));
  return new Uint8Array(view.buffer, 8 - length);
};
/** A part with its length before it. */
const measured = (part) => joined(number(part.length, 4), part);
const uuid = (text) => Uint8Array.from(text.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
const decoded = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const encoded = (part) => {
  let text = "";
  for (const byte of part) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

// ---- HPKE.

const KEM = joined(bytes("KEM"), number(0x20, 2));
const SUITE = joined(bytes("HPKE"), number(0x20, 2), number(1, 2), number(2, 2));
const NOTHING = new Uint8Array(0);

async function mac(key, content) {
  // HMAC fills a short key up with zeros, and browsers refuse an empty one.
  const raw = key.length ? key : new Uint8Array(32);
  const imported = await crypt.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypt.sign("HMAC", imported, content));
}

const extract = (suite, salt, label, content) => mac(salt, joined(bytes("HPKE-v1"), suite, bytes(label), content));
const expand = async (suite, key, label, info, length) =>
  (await mac(key, joined(number(length, 2), bytes("HPKE-v1"), suite, bytes(label), info, number(1, 1)))).slice(0, length);

/** Seals to a public key: the half of the key exchange that goes along, and the content. */
export async function hpke(publicKey, bound, content) {
  const pair = await crypt.generateKey("X25519", false, ["deriveBits"]);
  const encapsulated = new Uint8Array(await crypt.exportKey("raw", pair.publicKey));
  const theirs = await crypt.importKey("raw", publicKey, "X25519", false, []);
  const shared = await crypt.deriveBits({ name: "X25519", public: theirs }, pair.privateKey, 256);
  const root = await extract(KEM, NOTHING, "eae_prk", new Uint8Array(shared));
  const secret = await expand(KEM, root, "shared_secret", joined(encapsulated, publicKey), 32);
  const context = joined(
    number(0, 1),
    await extract(SUITE, NOTHING, "psk_id_hash", NOTHING),
    await extract(SUITE, NOTHING, "info_hash", bytes(INFO)),
  );
  const schedule = await extract(SUITE, secret, "secret", NOTHING);
  const key = await crypt.importKey("raw", await expand(SUITE, schedule, "key", context, 32), "AES-GCM", false, ["encrypt"]);
  const iv = await expand(SUITE, schedule, "base_nonce", context, 12);
  const sealed = await crypt.encrypt({ name: "AES-GCM", iv, additionalData: bound }, key, content);
  return { encapsulated, sealed: new Uint8Array(sealed) };
}

/** Whether this browser is new enough. */
const canSeal = () => crypt.generateKey("X25519", false, ["deriveBits"]).then(() => true, () => false);

// ---- Operations.

/** Positions from here on are of what no notebook knows (crates/protocol/src/sealed.rs). */
const SHUT_POSITIONS = 2 ** 52;

async function packed(op) {
  const stream = new Blob([op]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const content = measured(new Uint8Array(await new Response(stream).arrayBuffer()));
  return joined(content, new Uint8Array((STEP - (content.length % STEP)) % STEP));
}

/** Seals one operation: `op` is its JSON, as it is sent in clear. */
export async function parcel({ ambitoId, kid, publicKey, streamKey }, { deviceId, opId, clientSeq, epoch, op }) {
  const head = ["taccuino sealed operation", ambitoId].map(bytes).concat([deviceId, opId].map(uuid), [bytes(epoch)]);
  const bound = joined(...head.map(measured), number(1, 4), number(kid, 4), number(clientSeq, 8));
  const { encapsulated, sealed } = await hpke(publicKey, bound, await packed(op));
  const tag = await crypt.sign("HMAC", streamKey, joined(bound, measured(encapsulated), measured(sealed)));
  const parts = { encapsulated, sealed, tag: new Uint8Array(tag) };
  for (const name in parts) parts[name] = encoded(parts[name]);
  return { v: 1, ambitoId, kid, deviceId, opId, clientSeq, epoch, ...parts };
}

// ---- The keys of this phone. They lie where a shut phone can use them too; the browser does not give the secret one out.

const settled = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

// Parcels lie in the order of their streams, in which the worker brings them.
const STORES = { keys: "deviceId", parcels: ["deviceId", "clientSeq"] };

/** Reads one thing of a store, or writes and waits until it is on the disk. */
async function shelf(name, use, mode = "readonly") {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(STORES)) opening.result.createObjectStore(store, { keyPath });
  };
  const database = await settled(opening);
  try {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const written = new Promise((done, fail) => {
      transaction.oncomplete = done;
      transaction.onabort = () => fail(transaction.error);
    });
    const read = use(transaction.objectStore(name));
    await written;
    return read?.result;
  } finally {
    database.close();
  }
}

async function asked(path, body, device) {
  const headers = { "x-taccuino": "1" };
  if (device) headers["x-taccuino-device"] = device;
  if (body) headers["content-type"] = "application/json";
  const answer = await fetch(path, { method: body ? "POST" : "GET", headers, body, cache: "no-store" });
  if (!answer.ok || !answer.headers.has("x-sync-protocol")) throw new Error(`${answer.status}`);
  return answer.json();
}

/** The notebook that is open on this page. */
let openHere;

/** Asks the API what the phone of a notebook seals with, and keeps it; what an earlier code gave that notebook goes. */
async function prepare({ deviceId: asking, notebook }) {
  if (notebook) {
    openHere = notebook;
    await outdate(asking, notebook);
  }
  const { deviceId, ambitoId, kid, publicKey, streamKey } = await asked("/v1/sealing", undefined, asking);
  const mine = { name: "HMAC", hash: "SHA-256" };
  const secret = await crypt.importKey("raw", decoded(streamKey), mine, false, ["sign"]);
  const kept = { deviceId, ambitoId, kid, publicKey: decoded(publicKey), streamKey: secret };
  const isFormer = (it) => notebook && it.notebook === notebook && it.deviceId !== deviceId;
  const former = (await shelf("keys", (keys) => keys.getAll())).filter(isFormer);
  const change = (keys) => {
    for (const it of former) keys.delete(it.deviceId);
    // Who asks in the name of no notebook does not take its own away.
    const before = keys.get(deviceId);
    before.onsuccess = () => {
      const { notebook: its, complete } = before.result ?? {};
      keys.put({ ...kept, complete, notebook: notebook ?? its });
    };
  };
  await shelf("keys", change, "readwrite");
  return "ready";
}

/** The notebook is of another phone from here on, whether there is a network or not: an order for the former is not for it. */
async function outdate(deviceId, notebook) {
  const former = (await known()).filter((it) => it.notebook === notebook && it.deviceId !== deviceId && !it.former);
  if (former.length) await shelf("keys", (keys) => former.forEach((it) => keys.put({ ...it, former: true })), "readwrite");
}

const known = async () => {
  const there = await indexedDB.databases();
  return there.some(({ name }) => name === DATABASE) ? shelf("keys", (keys) => keys.getAll()) : [];
};

/** What a phone of this id seals with, asked for where it was never told. */
async function keysOf(deviceId) {
  const told = () => shelf("keys", (keys) => keys.get(deviceId));
  const keys = (await told()) ?? ((await prepare({ deviceId })) && (await told()));
  if (!keys) throw new Error("the API spoke of another phone");
  return keys;
}

// ---- The shelf: what is unsent, sealed, for the worker to send while the notebook is shut. What the notebook has settled
// goes from it; the notebook itself is never told by it: it sends again in clear, and the two have one effect.

let turn = Promise.resolve();

/**
 * Puts on the shelf what is unsent, each operation as its text, and takes away what is not any more. What is `parked` waits for a
 * person to mend it: the worker leaves it, and it goes where else it would be lost.
 */
const shelve = (work) => (turn = turn.catch(() => {}).then(() => put(work)));

async function put({ deviceId, epoch, ops, parked }) {
  const keys = await keysOf(deviceId);
  await mark(deviceId, false);
  const there = new Map((await shelf("parcels", (parcels) => parcels.getAll())).map((it) => [it.opId, it]));
  const named = ops.map((op) => ({ ...JSON.parse(op), op }));
  const fresh = [];
  for (const { opId, clientSeq, op } of named) {
    const waits = parked.includes(opId);
    const lies = there.get(opId);
    there.delete(opId);
    if (lies?.parked === waits) continue;
    fresh.push({ ...(lies ?? (await parcel(keys, { deviceId, opId, clientSeq, epoch, op }))), parked: waits });
  }
  const ofNotebook = (it) => it.deviceId === deviceId && it.clientSeq < SHUT_POSITIONS;
  const settledOps = [...there.values()].filter(ofNotebook);
  const change = (parcels) => {
    for (const it of settledOps) parcels.delete([it.deviceId, it.clientSeq]);
    for (const it of fresh) parcels.put(it);
  };
  if (fresh.length || settledOps.length) await shelf("parcels", change, "readwrite");
  await mark(deviceId, true);
  return "ready";
}

/** Whether all that is unsent of a phone lies here, as far as its notebook knew when it was open last. */
const mark = (deviceId, complete) =>
  shelf(
    "keys",
    (keys) => {
      const row = keys.get(deviceId);
      row.onsuccess = () => row.result && row.result.complete !== complete && keys.put({ ...row.result, complete });
    },
    "readwrite",
  );

/**
 * Puts on the shelf what was written while the notebook is shut: with what that notebook was told last, or what the phone of this
 * id was. Nobody else's will do, or it would be theirs to read.
 */
async function capture({ deviceId, notebook, op }) {
  if (!(await canSeal())) return "unsupported";
  const keys = await keysOfShut(deviceId, notebook);
  if (!keys) return "untold";
  const { opId, clientSeq } = JSON.parse(op);
  const sealed = await parcel(keys, { deviceId: keys.deviceId, opId, clientSeq, epoch: "", op });
  await shelf("parcels", (parcels) => void parcels.put(sealed), "readwrite");
  carry().catch(() => {}); // the next start tries again
  return "ready";
}

/** Whether `capture` would keep something now: asked before the phone is handed to somebody who is to write. */
async function canCapture({ deviceId, notebook }) {
  if (!(await canSeal())) return "unsupported";
  return (await keysOfShut(deviceId, notebook)) ? "ready" : "untold";
}

async function keysOfShut(deviceId, notebook) {
  const own = (await shelf("keys", (keys) => keys.getAll())).find((it) => it.notebook === notebook);
  return own ?? keysOf(deviceId).catch(() => undefined);
}

/**
 * Has the worker bring the shelf: at once, because a browser lets a try that failed wait for minutes; and where it can wake the
 * worker for that, also after the app was closed.
 */
async function carry() {
  const { sync, active } = await navigator.serviceWorker.ready;
  active.postMessage({ type: "CARRY" });
  await sync?.register("courier");
  return "ready";
}

// ---- The file.

/**
 * A file with all that is unsent, handed to the phone's share sheet or its downloads. It is made whole before it is handed
 * over. Each operation comes as its text, which its hash is of.
 */
async function save({ deviceId, epoch, ops, name, now }) {
  if (!(await canSeal())) return "unsupported";
  const keys = await keysOf(deviceId);
  const parcels = [];
  for (const op of ops) {
    const { opId, clientSeq } = JSON.parse(op);
    parcels.push(await parcel(keys, { deviceId, opId, clientSeq, epoch, op }));
  }
  // What was written while the notebook was shut, by whomever, is on the shelf alone.
  parcels.push(...(await unsent()).filter((it) => it.clientSeq >= SHUT_POSITIONS));
  return handOver(parcels, name, now);
}

/** What the API has not taken; the worker keeps some of the rest for a while. */
const unsent = async () => (await shelf("parcels", (all) => all.getAll())).filter(({ brought, refused }) => refused || !brought);

/** How much on the shelf is unsent; where a `name` is given, a file with it is handed over. Needs neither a notebook nor keys. */
async function rest({ name, now }) {
  const parcels = await unsent();
  return name ? handOver(parcels, name, now) : parcels.length;
}

async function handOver(parcels, name, now) {
  const content = JSON.stringify({ taccuino: "salvataggio", v: 1, madeAt: now, parcels });
  // As text: share sheets take few kinds of files.
  return give({ name, kind: "text/plain", text: content });
}

/** Hands a file to the phone's share sheet, or to its downloads. */
async function give({ name, kind, text }) {
  const file = new File([text], name, { type: kind });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return "shared";
    } catch (error) {
      if (error.name === "AbortError") return "left";
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun by then, and has the content.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return "saved";
}

/**
 * Brings a file to the API, a part at a time; how many came in, wait there, were refused, and are still to bring. A part that
 * the API cannot take now does not keep the others back.
 */
async function bring({ file }) {
  let content;
  try {
    content = JSON.parse(await file.text());
  } catch {
    return "unreadable";
  }
  if (content?.taccuino !== "salvataggio" || content.v !== 1 || !Array.isArray(content.parcels)) return "unreadable";
  const counts = { received: 0, held: 0, refused: 0, later: 0 };
  let failed;
  for (const parcels of parts(content.parcels)) {
    try {
      const { results } = await asked("/v1/sync/sealed", JSON.stringify({ parcels }));
      for (const { outcome } of results) counts[outcome] += 1;
    } catch (error) {
      failed = error;
      counts.later += parcels.length;
    }
  }
  if (failed && counts.later === content.parcels.length) throw failed;
  return JSON.stringify(counts);
}

/** As many as one request takes, by number and by length. */
function* parts(parcels) {
  let part = [];
  let length = 0;
  for (const it of parcels) {
    const more = JSON.stringify(it).length;
    if (part.length === 50 || (part.length && length + more > 700_000)) {
      yield part;
      [part, length] = [[], 0];
    }
    part.push(it);
    length += more;
  }
  if (part.length) yield part;
}

// ---- A phone that was lost. Its coordinator may order that a notebook goes from it. Phone and API prove what they say by the
// secret that only the two have, for a phone that is shut out has no session.

const WORDS = { asks: "taccuino phone asks", wipe: "taccuino phone is to be wiped", wiped: "taccuino phone is wiped" };

/** The proof of a word. */
export async function proof({ ambitoId, deviceId, streamKey }, word) {
  const said = [bytes(WORDS[word]), bytes(ambitoId), uuid(deviceId)].map(measured);
  return encoded(new Uint8Array(await crypt.sign("HMAC", streamKey, joined(...said))));
}

async function said(phones, word) {
  const words = [];
  for (const phone of phones) {
    const { ambitoId, deviceId } = phone;
    words.push({ ambitoId, deviceId, wiped: word === "wiped", tag: await proof(phone, word) });
  }
  return asked("/v1/phones/orders", JSON.stringify({ phones: words }));
}

/** Asks whether a notebook is to go from this phone, and has it go. What fails is begun again at the next start. */
async function obey() {
  const phones = (await known()).filter(({ notebook, former }) => notebook && !former);
  if (!phones.length) return "none";
  const { wipe } = await said(phones, "asks");
  for (const { deviceId, tag } of wipe) {
    const phone = phones.find((it) => it.deviceId === deviceId);
    if (phone && tag === (await proof(phone, "wipe"))) await navigator.locks.request("taccuino-wipe", () => erase(phone));
  }
  return "ready";
}

/** What somebody writes on a shut phone lies nowhere yet. */
const writes = () => document.getElementById("appunto")?.value;

/**
 * All that is unsent goes to the API first, which takes it or holds it; then the key of the notebook goes, and its rows. Where it is
 * open on this page, that page goes in between, with all that it knows, and the next one does the rest.
 */
async function erase({ deviceId, notebook }) {
  await turn;
  const phone = async () => (await known()).find((it) => it.deviceId === deviceId);
  // What is unsent may lie in the notebook alone; then it stays until somebody opens it.
  if (!(await phone())?.complete || writes()) throw new Error("not now");
  // Of whomever: what an earlier phone of this notebook left is among it.
  const left = await shelf("parcels", (parcels) => parcels.getAll());
  for (const parcels of parts(left)) {
    const { results } = await asked("/v1/sync/sealed", JSON.stringify({ parcels }));
    if (results.some(({ outcome }) => outcome === "later")) throw new Error("not all was taken");
  }
  // A new code, or somebody at work, meanwhile.
  const still = await phone();
  if (!still?.complete || still.former || writes()) throw new Error("not now");
  const others = await forgetKey(notebook);
  const database = `taccuino-${notebook.replaceAll("-", "")}`;
  new BroadcastChannel(`${database}-store`).postMessage("shut");
  // Where it could not write down what is being typed.
  if (openHere === notebook) return void setTimeout(() => writes() || location.reload(), 3_000);
  for (const name of ["", "-pin", "-seen"]) await settled(indexedDB.deleteDatabase(database + name));
  await said([still], "wiped");
  const gone = (parcels) => {
    for (const it of left) if (it.deviceId === deviceId) parcels.delete([deviceId, it.clientSeq]);
  };
  await shelf("parcels", gone, "readwrite");
  await shelf("keys", (keys) => void keys.delete(deviceId), "readwrite");
  const address = others === 0 ? "/attiva?cancellato" : "/";
  // Somebody is at work here with another notebook, or is about to make one.
  if (openHere || writes()) return;
  if (location.pathname === "/attiva") history.replaceState(null, "", address.replace(/^\/$/, "/attiva"));
  else location.replace(address);
}

/** Takes the key file of a notebook away (src/runtime/keyring.rs): how many others there are. */
async function forgetKey(notebook) {
  const database = await settled(indexedDB.open("taccuino-keys"));
  try {
    const transaction = database.transaction("meta", "readwrite", { durability: "strict" });
    const written = new Promise((done, fail) => {
      transaction.oncomplete = done;
      transaction.onabort = () => fail(transaction.error);
    });
    const files = transaction.objectStore("meta");
    files.delete(uuid(notebook));
    const count = files.count();
    await written;
    return count.result;
  } finally {
    database.close();
  }
}

const tasks = { prepare, shelve, capture, canCapture, carry, save, rest, give, bring, obey };

/** Does what the app asks. Without network, keys or X25519 it fails, and the app says so. */
export default (work) => tasks[work.task](work);
