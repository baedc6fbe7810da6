import { parsedBody, errorFromAnswer, type Answer } from './answer.js';
import { Deadline, pause } from './deadline.js';
import { ClinikApiError, ClinikConnectionError, ClinikTimeoutError } from './errors.js';
import { isReadableByOthers, countOption, resolveBaseUrl, type CallOptions, type ClinikOptions } from './options.js';
import { refuseLiveKeyInBrowser, resolveKey } from './key.js';
import { Log } from './log.js';
import { isWorthRetrying, retryDelayMs, RetryBudget } from './retry.js';
import { randomToken } from './web-crypto.js';

/** One call to the server, however many attempts it takes. */
export interface Call {
  method: string;
  /** From the origin on, with its query: `/v1/encounters/enc_1`. */
  path: string;
  /** The same without ids and query; goes to the log. */
  route: string;
  body?: unknown;
  options?: CallOptions | undefined;
}

interface Attempt {
  method: string;
  url: string;
  route: string;
  body: string | undefined;
  headers: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal | undefined;
  number: number;
}

/** Sends calls: key, headers, timeout, retries, errors. Knows nothing of resources. */
export class Transport {
  readonly baseUrl: string;
  readonly environment: string;
  readonly #key: string;
  readonly #settings: ClinikOptions;
  readonly #fetch: typeof fetch;
  readonly #log: Log;
  readonly #budget = new RetryBudget();
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  readonly #retries: number;

  constructor(key: string | undefined, settings: ClinikOptions) {
    this.#key = resolveKey(key);
    refuseLiveKeyInBrowser(this.#key, settings.dangerouslyAllowBrowser === true);
    this.environment = this.#key.startsWith('clk_live_') ? 'live' : 'test';
    this.baseUrl = resolveBaseUrl(settings.baseUrl);
    this.#settings = settings;
    this.#fetch = settings.fetch ?? ((input, init) => fetch(input, init));
    this.#log = new Log(settings.logLevel ?? 'warn');
    this.#timeoutMs = countOption('timeout', settings.timeout, 30_000);
    this.#retries = countOption('retries', settings.retries, 2);
    this.#headers = lowerCaseNames(settings.headers);
    if (isReadableByOthers(this.baseUrl)) {
      this.#log.write('warn', 'baseUrl is not https: the key and patient data can be read on the way');
    }
  }

  /** The answer to a call; throws a ClinikApiError, or the signal's reason when the caller gave up. */
  async send(call: Call): Promise<Answer> {
    const { options = {} } = call;
    const retries = countOption('retries', options.retries, this.#retries);
    const request = {
      method: call.method,
      url: this.baseUrl + call.path,
      route: call.route,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      headers: await this.#headersOf(call),
      timeoutMs: countOption('timeout', options.timeout, this.#timeoutMs),
      signal: options.signal,
    };
    this.#budget.countCall();
    for (let number = 0; ; number += 1) {
      const outcome = await this.#attempt({ ...request, number });
      if (!(outcome instanceof ClinikApiError)) return outcome;
      const waitMs = retryWaitMs(outcome, number);
      if (number >= retries || waitMs === undefined || !this.#budget.takeRetry()) throw outcome;
      this.#log.write('info', `${call.method} ${call.route}: ${outcome.code}, again in ${Math.round(waitMs)} ms`);
      await pause(waitMs, options.signal);
    }
  }

  async #headersOf({ method, body, options = {} }: Call): Promise<Record<string, string>> {
    const headers: Record<string, string> = { ...this.#headers, accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = contentType(method, body);
    if (options.ifMatch !== undefined) headers['if-match'] = entityTag(options.ifMatch);
    if (/^(POST|PATCH|DELETE)$/.test(method)) headers['idempotency-key'] = options.idempotencyKey ?? (await randomToken());
    return headers;
  }

  /** One request. Failures that may be retried are returned as errors too: the caller decides. */
  async #attempt(attempt: Attempt): Promise<Answer | ClinikApiError> {
    const { method, url, route, number, signal } = attempt;
    signal?.throwIfAborted();
    const headers = { ...attempt.headers };
    await this.#settings.onRequest?.({ method, url, headers, attempt: number });
    const startedMs = Date.now();
    const exchanged = await this.#exchange(attempt, headers);
    if (exchanged instanceof ClinikApiError) {
      this.#log.write('debug', `${method} ${route}: ${exchanged.code}`);
      return exchanged;
    }
    const { response, text } = exchanged;
    const requestId = response.headers.get('x-request-id') ?? undefined;
    const durationMs = Date.now() - startedMs;
    this.#log.write('debug', `${method} ${route}: ${response.status} in ${durationMs} ms (${requestId ?? 'no request id'})`);
    await this.#settings.onResponse?.({ method, url, attempt: number, status: response.status, requestId, durationMs });
    const answer = { status: response.status, headers: response.headers, body: parsedBody(response, text) };
    return response.ok ? answer : errorFromAnswer(answer, this.baseUrl);
  }

  async #exchange(attempt: Attempt, headers: Record<string, string>): Promise<{ response: Response; text: string } | ClinikApiError> {
    const { method, url, body, timeoutMs, signal } = attempt;
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const response = await this.#fetch(url, {
        method,
        headers: { ...lowerCaseNames(headers), 'x-api-key': this.#key },
        body: body ?? null,
        redirect: 'manual', // The key must not follow a redirect to somebody else.
        signal: deadline.signal,
      });
      return { response, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      if (deadline.passed) return new ClinikTimeoutError(`No answer within ${timeoutMs} ms`, { code: 'TIMEOUT' });
      return new ClinikConnectionError(`No connection to ${this.baseUrl}`, { code: 'CONNECTION_ERROR', cause });
    } finally {
      deadline.clear();
    }
  }
}

/** Milliseconds to wait before the next attempt; undefined when there should be none. */
function retryWaitMs(error: ClinikApiError, retry: number): number | undefined {
  const unanswered = error instanceof ClinikTimeoutError || error instanceof ClinikConnectionError;
  if (!unanswered && !isWorthRetrying(error.status, error.code)) return undefined;
  return retryDelayMs(retry, error.retryAfter, Math.random());
}

function contentType(method: string, body: unknown): string {
  if (method !== 'PATCH') return 'application/json';
  return Array.isArray(body) ? 'application/json-patch+json' : 'application/merge-patch+json';
}

/** Versions are weak tags: 3 becomes `W/"3"`. */
function entityTag(version: string | number): string {
  return /^\d+$/.test(String(version)) ? `W/"${version}"` : String(version);
}

function lowerCaseNames(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
