// Passkeys that give a secret of their own (WebAuthn, extension prf). It is brought when a person makes one or opens the
// notebook with it (boot.js). Nobody checks what the authenticator signs: the secret proves itself by what it opens. The
// name that the phone lists it under says nothing of the person.
const NAME = "Taccuino";

const first = (answer) => answer.getClientExtensionResults().prf?.results?.first;

/** The secret of a passkey, or of a new one where none is named; no secret where the phone does not give any. */
export default async function passkey({ credential, salt }) {
  const common = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    extensions: { prf: { eval: { first: salt } } },
  };
  let secret;
  if (!credential) {
    const made = await navigator.credentials.create({
      publicKey: {
        ...common,
        rp: { name: NAME },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: NAME, displayName: NAME },
        pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: {
          authenticatorAttachment: "platform",
          residentKey: "required",
          userVerification: "required",
        },
      },
    });
    credential = new Uint8Array(made.rawId);
    // Some phones give the secret at once, some when they are asked again, some never.
    if (!made.getClientExtensionResults().prf?.enabled) return { credential };
    secret = first(made);
  }
  if (!secret) {
    const allowCredentials = [{ type: "public-key", id: credential, transports: ["internal"] }];
    secret = first(
      await navigator.credentials.get({ publicKey: { ...common, allowCredentials, userVerification: "required" } }),
    );
  }
  return { credential, secret: secret && new Uint8Array(secret) };
}
