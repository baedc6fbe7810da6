/** The WebCrypto of this runtime. Node 18 keeps it in a module; everyone else has it as a global. */
export async function webCrypto(): Promise<Crypto> {
  if (globalThis.crypto) return globalThis.crypto;
  const module = 'node:crypto'; // A variable, so that bundlers for browsers leave it alone.
  return ((await import(module)) as { webcrypto: Crypto }).webcrypto;
}

/** 128 random bits in hex. */
export async function randomToken(): Promise<string> {
  const bytes = (await webCrypto()).getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
