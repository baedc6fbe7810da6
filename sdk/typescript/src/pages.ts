import { ClinikApiError, ClinikValidationError } from './errors.js';
import type { ApiResponse } from './envelope.js';

/** One page of anything. */
export interface Page<T> {
  data: T[];
  /** Where the next page begins; null on the last one. */
  cursor: string | null;
  hasMore: boolean;
}

/** One page of a list. */
export interface PaginatedResponse<T> extends Page<T> {
  /** How many there are on all pages together. */
  total: number;
  /** The same as `cursor`. */
  nextCursor: string | null;
}

/** What every search takes, beside the filters of its resource. */
export interface ResourceSearchParams {
  /** A field, `-` before it for descending order; several separated by commas. */
  sort?: string;
  /** Rows per page: 20 unless said otherwise, at most 100. */
  count?: number;
  /** `cursor` of an earlier page. */
  cursor?: string;
}

export interface ToArrayOptions {
  /** The most rows to collect. There is no default: a store may hold millions. */
  limit: number;
}

/** Rows asked for at once while walking, unless the search names its own `count`. */
const walkCount = 100;

type Fetch<P> = (params: ResourceSearchParams) => Promise<ApiResponse<P>>;

/**
 * A search. `await` gives one page, `for await` walks all rows of all pages. Nothing is sent before one of the two.
 * Each walk has its own place, so several may run at the same time.
 */
export class Search<T, P extends Page<T> = PaginatedResponse<T>> implements Promise<ApiResponse<P>>, AsyncIterable<T> {
  readonly [Symbol.toStringTag] = 'Search';
  readonly #fetch: Fetch<P>;
  readonly #params: ResourceSearchParams;
  #page: Promise<ApiResponse<P>> | undefined;

  constructor(fetch: Fetch<P>, params: ResourceSearchParams = {}) {
    this.#fetch = fetch;
    this.#params = { ...params };
  }

  then<A = ApiResponse<P>, B = never>(
    onDone?: ((response: ApiResponse<P>) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#page ??= this.#fetch(this.#params);
    return this.#page.then(onDone, onFailed);
  }

  catch<B = never>(
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<ApiResponse<P> | B> {
    return this.then(undefined, onFailed);
  }

  finally(onSettled?: (() => void) | null): Promise<ApiResponse<P>> {
    return this.then().finally(onSettled);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { data } of this.pages()) yield* data.data;
  }

  /** All pages from the first on, each as `await` gives it. */
  async *pages(): AsyncGenerator<ApiResponse<P>, void, undefined> {
    let params: ResourceSearchParams = { count: walkCount, ...this.#params };
    for (;;) {
      const page = await this.#fetch(params);
      yield page;
      const { cursor, hasMore } = page.data;
      if (!hasMore) return;
      if (!cursor || cursor === params.cursor) {
        throw new ClinikApiError('The list goes on but its cursor does not', { code: 'INVALID_RESPONSE' });
      }
      params = { ...params, cursor };
    }
  }

  /** The first rows in one array, at most `limit`. */
  async toArray(options: ToArrayOptions): Promise<T[]> {
    const limit = options?.limit;
    if (!Number.isInteger(limit) || limit < 1) {
      throw new ClinikValidationError('toArray needs a limit: .toArray({ limit: 1000 })', { code: 'INVALID_OPTION' });
    }
    const rows: T[] = [];
    const params = { count: Math.min(limit, walkCount), ...this.#params };
    for await (const row of new Search<T, P>(this.#fetch, params)) {
      rows.push(row);
      if (rows.length === limit) break;
    }
    return rows;
  }
}
