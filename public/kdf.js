// A worker that stretches one passphrase and is thrown away by whoever started it (boot.js). It stands behind the module
// that wasm-bindgen wrote for crates/vault-worker; the build fills its placeholders.
self.onmessage = async ({ data: { passphrase, salt, memoryKib, passes } }) => {
  const wasm = fetch("{{kdf-wasm}}", { integrity: "{{integrity:kdf-wasm}}" });
  await __wbg_init({ module_or_path: wasm });
  self.postMessage(argon2id(passphrase, salt, memoryKib, passes) ?? null);
};
