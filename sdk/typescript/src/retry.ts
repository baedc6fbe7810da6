/** Longest wait asked for by a server that is obeyed; beyond it the call fails at once. */
const retryAfterMaxSeconds = 60;

/** Whether an answer with this status and code may be followed by another attempt. */
export function isWorthRetrying(status: number, code: string): boolean {
  return status >= 500 || status === 408 || status === 429 || (status === 409 && code === 'IDEMPOTENCY_IN_PROGRESS');
}

/**
 * Milliseconds to wait before retry number `retry` (from 0), or undefined when the server asks for too long.
 * `random` is in [0, 1).
 */
export function retryDelayMs(retry: number, retryAfter: number | undefined, random: number): number | undefined {
  if (retryAfter === undefined) return random * Math.min(1000 * 2 ** retry, 10_000);
  return retryAfter <= retryAfterMaxSeconds ? retryAfter * 1000 : undefined;
}

/** Seconds to wait by a `Retry-After` header, which holds seconds or a date. */
export function retryAfterSeconds(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const whenMs = Date.parse(header);
  return Number.isNaN(whenMs) ? undefined : Math.max(0, Math.ceil((whenMs - nowMs) / 1000));
}

/**
 * Keeps retries from burying a server that is already in trouble: once 100 calls were made, at most
 * one retry for every ten calls. Counts fade by half every 1000 calls, so that an old storm is forgotten;
 * the share of retries in all calls stays below the limit all the same.
 */
export class RetryBudget {
  #calls = 0;
  #retries = 0;

  countCall(): void {
    this.#calls += 1;
    if (this.#calls <= 1000) return;
    this.#calls /= 2;
    this.#retries /= 2;
  }

  /** Takes one retry out of the budget; false when there is none left. */
  takeRetry(): boolean {
    if (this.#calls >= 100 && this.#retries + 1 > this.#calls * 0.1) return false;
    this.#retries += 1;
    return true;
  }
}
