import { ClinikWebhookError } from './errors.js';
import { webCrypto } from './web-crypto.js';

/** What a webhook says: that something happened, and to what. Never clinical content. */
export interface WebhookEvent {
  /** The same for every delivery of the same event: use it to drop duplicates. */
  id: string;
  /** For example `patient.created`. */
  event: string;
  timestamp: string;
  data: {
    resourceType: string;
    resourceId: string;
    action: 'created' | 'updated' | 'deleted' | (string & {});
    tenantId: string;
    environment: 'test' | 'live';
  };
}

/** Those of fetch, or those of Node. */
export type WebhookHeaders = Headers | Record<string, string | readonly string[] | undefined>;

export interface VerifyOptions {
  /** Seconds that the signed time may differ from now. Default 300. */
  tolerance?: number;
}

/** One way of signing: which bytes, which key, which signatures would do. */
interface Scheme {
  time: string | undefined;
  signed: Uint8Array;
  key: (secret: string) => Uint8Array;
  signatures: Uint8Array[];
}

/**
 * The event of a genuine webhook; throws ClinikWebhookError for any other. Hand in the body exactly as it came,
 * before parsing. Several secrets are good while one replaces the other.
 */
async function verify(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { tolerance = 300 }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const body = typeof rawBody === 'string' ? asBytes(rawBody) : new Uint8Array(rawBody);
  const secrets = [secret].flat().filter(Boolean);
  if (secrets.length === 0) throw refused('There is no secret to verify with', 'MISSING_SECRET');
  const scheme = schemeOf(headers, body);
  if (!scheme) throw refused('There is no signature', 'MISSING_SIGNATURE');
  if (!isRecent(scheme.time, tolerance)) throw refused('The signed time is missing or too far from now', 'SIGNATURE_EXPIRED');
  for (const candidate of secrets) {
    if (await isSignedWith(candidate, scheme)) return parsedEvent(body);
  }
  throw refused('The signature is wrong', 'INVALID_SIGNATURE');
}

export const webhooks = { verify };

/** The strongest form present: a weaker one beside it must not decide. */
function schemeOf(headers: WebhookHeaders, body: Uint8Array): Scheme | undefined {
  const timed = header(headers, 'x-clinik-signature-v2');
  if (timed !== undefined) {
    const parts = timed.split(/[,\s]+/).map((part) => part.split('=') as [string, string?]);
    const time = parts.find(([name]) => name === 't')?.[1];
    const signatures = parts.filter(([name]) => name === 'v1').map(([, hex = '']) => fromHex(hex));
    return { time, signed: joined(`${time}.`, body), key: asBytes, signatures };
  }
  const standard = header(headers, 'webhook-signature');
  if (standard !== undefined) {
    const time = header(headers, 'webhook-timestamp');
    const signatures = standard.split(/\s+/).filter((part) => part.startsWith('v1,')).map((part) => fromBase64(part.slice(3)));
    return { time, signed: joined(`${header(headers, 'webhook-id')}.${time}.`, body), key: asStandardSecret, signatures };
  }
  const plain = header(headers, 'x-clinik-signature');
  if (plain === undefined) return undefined;
  const signatures = plain.split(/[,\s]+/).map(fromHex);
  return { time: header(headers, 'x-clinik-timestamp'), signed: body, key: asBytes, signatures };
}

function header(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return found === undefined ? undefined : String(found);
}

/** `time` is in Unix seconds, or ISO 8601. */
function isRecent(time: string | undefined, toleranceSeconds: number): boolean {
  if (!time) return false;
  const seconds = /^\d+$/.test(time) ? Number(time) : Date.parse(time) / 1000;
  return Math.abs(Date.now() / 1000 - seconds) <= toleranceSeconds;
}

/** WebCrypto compares in constant time. */
async function isSignedWith(secret: string, { key, signed, signatures }: Scheme): Promise<boolean> {
  const { subtle } = await webCrypto();
  const hmac = await subtle.importKey('raw', key(secret) as BufferSource, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  for (const signature of signatures) {
    if (await subtle.verify('HMAC', hmac, signature as BufferSource, signed as BufferSource)) return true;
  }
  return false;
}

function parsedEvent(body: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as WebhookEvent;
  } catch {
    throw refused('The body is not JSON', 'INVALID_JSON');
  }
}

function asBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function joined(prefix: string, body: Uint8Array): Uint8Array {
  return new Uint8Array([...asBytes(prefix), ...body]);
}

/** Standard Webhooks: the secret is base 64 after `whsec_`. */
function asStandardSecret(secret: string): Uint8Array {
  return fromBase64(secret.replace(/^whsec_/, ''));
}

function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/i.test(text)) return new Uint8Array();
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function refused(message: string, code: string): ClinikWebhookError {
  return new ClinikWebhookError(message, { code });
}
