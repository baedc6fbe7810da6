/** Largest delay a timer takes; a longer one would fire at once. */
const timerMaxMs = 2 ** 31 - 1;

/** Ends an attempt when its time is up or the caller gives up, and remembers which of the two it was. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onCallerAbort = (): void => this.#controller.abort(this.#caller?.reason);
  #passed = false;

  /** `timeoutMs` 0 sets no limit. */
  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.#caller = caller;
    caller?.addEventListener('abort', this.#onCallerAbort, { once: true });
    if (timeoutMs === 0) return;
    this.#timer = setTimeout(() => {
      this.#passed = true;
      this.#controller.abort();
    }, Math.min(timeoutMs, timerMaxMs));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the time was up. */
  get passed(): boolean {
    return this.#passed;
  }

  /** Must be called when the attempt is over. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onCallerAbort);
  }
}

/** Waits; rejects with the signal's reason as soon as the caller gives up. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, Math.min(ms, timerMaxMs));
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
