// public/sealing.js: what it seals opens as RFC 9180 says, and the API's half opens it too (crates/vault, which reads the
// same vectors). `UPDATE_FIXTURES=1` writes the phone's half of them anew. (Not beside it: public/ is served.)

import assert from "node:assert/strict";
import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

const SOURCE = readFileSync(new URL("../public/sealing.js", import.meta.url), "utf8");
const { hpke, parcel, proof } = await import(`data:text/javascript,${encodeURIComponent(SOURCE)}`);
const FIXTURE = new URL("../tests/fixtures/vault/carrier.json", import.meta.url);
const vectors = JSON.parse(readFileSync(FIXTURE, "utf8"));

const hex = (text) => Buffer.from(text, "hex");
const streamKey = (key) => crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const ambito = async () => ({
  ambitoId: vectors.header.ambitoId,
  kid: vectors.header.kid,
  publicKey: hex(vectors.publicKey),
  streamKey: await streamKey(hex(vectors.streamKey)),
});

test("what was sealed opens with the private key alone, bound to what it came with", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
  const content = Buffer.from("Perché no? È già di là");
  const bound = Buffer.from("header");
  const sealed = await hpke(raw, bound, content);
  assert.deepEqual(open(privateKey, raw, bound, sealed), content);
  assert.throws(() => open(privateKey, raw, Buffer.from("other"), sealed));
  assert.throws(() => open(generateKeyPairSync("x25519").privateKey, raw, bound, sealed));
});

test("what was sealed twice has nothing in common", async () => {
  const [one, two] = [await sealedHere(), await sealedHere()];
  for (const part of ["encapsulated", "sealed", "tag"]) assert.notEqual(one[part], two[part]);
});

test("an operation goes along with a header that names neither record nor person, and a proof of the phone", async () => {
  const made = await sealedHere();
  const { v, encapsulated, sealed, tag, ...header } = made;
  assert.deepEqual([v, header], [1, vectors.header]);
  assert.equal(Buffer.from(sealed, "base64url").length % 256, 16, "its length says little");
  for (const part of [encapsulated, tag]) assert.equal(Buffer.from(part, "base64url").length, 32);
  if (process.env.UPDATE_FIXTURES) {
    const half = Object.entries({ encapsulated, sealed, tag }).map(([name, part]) => [name, Buffer.from(part, "base64url").toString("hex")]);
    writeFileSync(FIXTURE, `${JSON.stringify({ ...vectors, phone: Object.fromEntries(half) }, null, 2)}\n`);
  }
});

test("the words of a lost phone and of its API are proved alike on both sides", async () => {
  const phone = { ...(await ambito()), deviceId: vectors.header.deviceId };
  for (const [word, tag] of Object.entries(vectors.words)) {
    assert.equal(Buffer.from(await proof(phone, word), "base64url").toString("hex"), tag, word);
  }
});

async function sealedHere() {
  const { deviceId, opId, clientSeq, epoch } = vectors.header;
  return parcel(await ambito(), { deviceId, opId, clientSeq, epoch, op: vectors.op });
}

// RFC 9180 once more, written apart from the script: base mode, X25519, HKDF-SHA-256, AES-256-GCM.
function open(privateKey, publicKey, bound, { encapsulated, sealed }) {
  const hmac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();
  const label = (suite) => Buffer.concat([Buffer.from("HPKE-v1"), suite]);
  const kem = Buffer.concat([Buffer.from("KEM"), Buffer.from([0, 0x20])]);
  const suite = Buffer.concat([Buffer.from("HPKE"), Buffer.from([0, 0x20, 0, 1, 0, 2])]);
  const extract = (of, salt, name, content) => hmac(salt, label(of), Buffer.from(name), content);
  const expand = (of, key, name, info, length) =>
    hmac(key, Buffer.from([0, length]), label(of), Buffer.from(name), info, Buffer.from([1])).subarray(0, length);
  const none = Buffer.alloc(0);
  const x = Buffer.from(encapsulated).toString("base64url");
  const theirs = createPublicKey({ key: { kty: "OKP", crv: "X25519", x }, format: "jwk" });
  const shared = diffieHellman({ privateKey: createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })), publicKey: theirs });
  const secret = expand(kem, extract(kem, none, "eae_prk", shared), "shared_secret", Buffer.concat([encapsulated, publicKey]), 32);
  const info = Buffer.from("taccuino sealed operation 1");
  const context = Buffer.concat([
    Buffer.from([0]),
    extract(suite, none, "psk_id_hash", none),
    extract(suite, none, "info_hash", info),
  ]);
  const schedule = extract(suite, secret, "secret", none);
  const iv = expand(suite, schedule, "base_nonce", context, 12);
  const cipher = createDecipheriv("aes-256-gcm", expand(suite, schedule, "key", context, 32), iv);
  cipher.setAAD(bound);
  cipher.setAuthTag(Buffer.from(sealed).subarray(-16));
  return Buffer.concat([cipher.update(Buffer.from(sealed).subarray(0, -16)), cipher.final()]);
}
