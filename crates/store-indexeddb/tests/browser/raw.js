// What the tests do behind the store's back, in the browser's own API.

const patches = [];

function patch(object, property, descriptor) {
  patches.push([object, property, Object.getOwnPropertyDescriptor(object, property)]);
  Object.defineProperty(object, property, { configurable: true, ...descriptor });
}

/** Takes all patches back. */
export function restore() {
  for (const [object, property, original] of patches.splice(0).reverse()) {
    if (original) Object.defineProperty(object, property, original);
    else delete object[property];
  }
}

/** Calls `seen` with every transaction that is opened. */
function watchTransactions(seen) {
  const transaction = IDBDatabase.prototype.transaction;
  patch(IDBDatabase.prototype, "transaction", {
    value(...given) {
      const opened = transaction.apply(this, given);
      seen(opened);
      return opened;
    },
  });
}

/** A list that gets `mode durability` of every transaction. */
export function recordTransactions() {
  const list = [];
  watchTransactions((opened) => list.push(`${opened.mode} ${opened.durability}`));
  return list;
}

/** The `count`th put from here on throws `name`, once. */
export function throwAtPut(count, name) {
  const put = IDBObjectStore.prototype.put;
  let left = count;
  patch(IDBObjectStore.prototype, "put", {
    value(...given) {
      if (--left === 0) throw new DOMException("made by the test", name);
      return put.apply(this, given);
    },
  });
}

/** After the `count`th put from here on the browser aborts its transaction, once, with error `name` or with none. */
export function abortAfterPut(count, name) {
  const put = IDBObjectStore.prototype.put;
  let left = count;
  patch(IDBObjectStore.prototype, "put", {
    value(...given) {
      const request = put.apply(this, given);
      if (--left === 0) {
        const { transaction } = this;
        if (name) {
          const error = new DOMException("made by the test", name);
          Object.defineProperty(transaction, "error", { value: error });
        }
        transaction.abort();
      }
      return request;
    },
  });
}

/**
 * The next readwrite transaction commits, but its owner hears of an abort, and only when the returned `release` is
 * called. `committed` settles with the commit.
 */
export function loseNextComplete() {
  let told = false;
  let release;
  const committed = new Promise((settle) => {
    watchTransactions((opened) => {
      if (told || opened.mode !== "readwrite") return;
      told = true;
      Object.defineProperty(opened, "oncomplete", { set() {} });
      opened.addEventListener("complete", () => settle());
      release = () => opened.onabort(new Event("abort"));
    });
  });
  return { committed, release: () => release() };
}

/** A list that gets every connection that is opened. */
export function recordConnections() {
  const list = [];
  const open = IDBFactory.prototype.open;
  patch(IDBFactory.prototype, "open", {
    value(...given) {
      const request = open.apply(this, given);
      request.addEventListener("success", () => list.push(request.result));
      return request;
    },
  });
  return list;
}

/** Takes `indexedDB` away: `missing`, or the name of the error that reading it or opening throws. */
export function spoilIndexedDb(how) {
  const refuse = () => {
    throw new DOMException("made by the test", how);
  };
  if (how === "missing") patch(globalThis, "indexedDB", { value: undefined });
  else if (how === "SecurityError") patch(globalThis, "indexedDB", { get: refuse });
  else patch(IDBFactory.prototype, "open", { value: refuse });
}

function settled(request) {
  return new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error);
  });
}

function done(transaction) {
  return new Promise((settle, fail) => {
    transaction.oncomplete = () => settle();
    transaction.onabort = () => fail(transaction.error);
  });
}

/** Opens `name`, at `version` or as it is, and leaves it open, deaf to `versionchange`. */
export async function openAt(name, version) {
  return settled(indexedDB.open(name, version));
}

/** The browser breaks every upgrade off right after a store of this name was made. */
export function abortAtStore(name) {
  const { createObjectStore } = IDBDatabase.prototype;
  patch(IDBDatabase.prototype, "createObjectStore", {
    value(...given) {
      const made = createObjectStore.apply(this, given);
      if (made.name === name) made.transaction.abort();
      return made;
    },
  });
}

/** A newer app's upgrade, which has made a store and emptied another when it is broken off. */
export async function upgradeThatDies(name, version) {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("later");
    request.transaction.objectStore("outbox").clear().onsuccess = () => request.transaction.abort();
  };
  return settled(request).then(
    () => false,
    ({ name }) => name === "AbortError",
  );
}

/** Deletes `name`; waits for those who hold it open. */
export async function deleteDatabase(name) {
  await settled(indexedDB.deleteDatabase(name));
}

/** Makes the database `name` of a fixture. */
export async function build(fixture, name) {
  const { version, stores } = JSON.parse(fixture, bytesFromHex);
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => Object.keys(stores).forEach((store) => request.result.createObjectStore(store));
  const database = await settled(request);
  const transaction = database.transaction(Object.keys(stores), "readwrite");
  for (const [store, rows] of Object.entries(stores)) {
    for (const { key, value } of rows) transaction.objectStore(store).put(value, key);
  }
  await done(transaction);
  database.close();
}

/** Puts one row of a shape that no app ever wrote. */
export async function putStranger(name, store) {
  const database = await settled(indexedDB.open(name));
  const transaction = database.transaction(store, "readwrite");
  transaction.objectStore(store).put("not a row", "not bytes");
  await done(transaction);
  database.close();
}

/** The whole database as the text of a fixture. */
export async function dump(name) {
  const database = await settled(indexedDB.open(name));
  const stores = {};
  for (const store of database.objectStoreNames) {
    const { keyPath, autoIncrement, indexNames } = database.transaction(store).objectStore(store);
    if (keyPath !== null || autoIncrement || indexNames.length) throw new Error(`${store} is more than keys and values`);
    const read = database.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([settled(read.getAllKeys()), settled(read.getAll())]);
    stores[store] = keys.map((key, at) => ({ key, value: values[at] }));
  }
  const { version } = database;
  database.close();
  return JSON.stringify({ version, stores }, hexFromBytes, 1);
}

function hexFromBytes(_, value) {
  if (!(value instanceof ArrayBuffer || value instanceof Uint8Array)) return value;
  return { hex: [...new Uint8Array(value)].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}

function bytesFromHex(_, value) {
  if (typeof value?.hex !== "string") return value;
  return Uint8Array.from(value.hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
