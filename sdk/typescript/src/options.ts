import { ClinikApiError } from './errors.js';
import { environmentVariable } from './environment.js';
import { parsedUrl } from './url.js';

export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug';

/** What `onRequest` sees before each attempt. Headers added to `headers` are sent; the key is not among them. */
export interface RequestEvent {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** 0 for the first attempt, 1 for the first retry. */
  attempt: number;
}

/** What `onResponse` sees after each attempt that was answered. */
export interface ResponseEvent {
  method: string;
  url: string;
  attempt: number;
  status: number;
  requestId: string | undefined;
  durationMs: number;
}

export interface ClinikOptions {
  /** Where Osler answers. Default: `OSLER_BASE_URL`, else `http://localhost:8080`. */
  baseUrl?: string | undefined;
  /** Milliseconds for each attempt, answer included. Default 30000; 0 waits for ever. */
  timeout?: number | undefined;
  /** How often a failed call is tried again. Default 2. */
  retries?: number | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  /** Default `warn`. Log lines hold no key, no id, no query and no body. */
  logLevel?: LogLevel | undefined;
  onRequest?: ((event: RequestEvent) => void | Promise<void>) | undefined;
  onResponse?: ((event: ResponseEvent) => void | Promise<void>) | undefined;
  /** Permits a live key in a browser, where every visitor can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Options of one call, always its last argument. */
export interface CallOptions {
  /** Makes repeating a write safe across processes. Default: a random one for each call. */
  idempotencyKey?: string | undefined;
  /** Only if the resource is still at this version: an `etag` from `meta`, or a version number. */
  ifMatch?: string | number | undefined;
  /** Milliseconds for each attempt. */
  timeout?: number | undefined;
  retries?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** The origin without trailing slashes. Throws unless it is an http or https URL without credentials or query. */
export function resolveBaseUrl(given: string | undefined): string {
  const text = given ?? environmentVariable('OSLER_BASE_URL') ?? 'http://localhost:8080';
  const url = parsedUrl(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new ClinikApiError('baseUrl must look like https://osler.example.org', { code: 'INVALID_OPTION' });
  }
  return url.href.replace(/\/+$/, '');
}

/** Whether requests to this origin could be read on the way. */
export function isReadableByOthers(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol !== 'https:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** A whole number from 0 up, or the fallback when absent. */
export function countOption(name: string, given: number | undefined, fallback: number): number {
  const value = given ?? fallback;
  if (Number.isInteger(value) && value >= 0) return value;
  throw new ClinikApiError(`${name} must be a whole number from 0 up`, { code: 'INVALID_OPTION' });
}
