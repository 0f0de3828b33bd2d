// A virtual authenticator (WebAuthn, CTAP 2): in the device, with passkeys that it keeps, and a person who always proves who they are.

/** Plugs one in. `unplug` takes it away again; `refuse` makes the person fail to prove themselves, `agree` succeed. */
export async function passkeys(cdp) {
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const verified = (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  return {
    agree: () => verified(true),
    refuse: () => verified(false),
    kept: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    unplug: () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  }
}
