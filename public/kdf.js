// A worker that stretches one passphrase and is thrown away by whoever started it (boot.js). It stands behind the module
// that wasm-bindgen wrote for crates/vault-worker; the build fills its placeholders. It always answers: with the secret,
// with null when the memory for it is not to be had, or with the name of what went wrong.
self.onmessage = async ({ data: { passphrase, salt, memoryKib, passes } }) => {
  try {
    const wasm = fetch("{{kdf-wasm}}", { integrity: "{{integrity:kdf-wasm}}" });
    await start(wasm);
    self.postMessage(argon2id(passphrase, salt, memoryKib, passes) ?? null);
  } catch (error) {
    self.postMessage(error instanceof RangeError ? null : String(error?.name));
  }
};
