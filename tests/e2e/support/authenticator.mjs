// The fingerprint of a phone: the virtual authenticator of DevTools.

/** An authenticator in the phone, whose person is there and willing, or not. */
export async function authenticator(phone, { prf = true } = {}) {
  const session = await phone.context.newCDPSession(phone.page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: prf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    willing: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    credentials: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    // One that refused several times stays shut, so that each test may need its own.
    take: () => session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
  };
}
