import type { Answer } from './answer.js';
import { ClinikApiError } from './errors.js';

/** About an answer, not about the data in it. */
export interface Meta {
  requestId: string;
  /** When the server answered, ISO 8601. */
  timestamp: string;
  status: number;
  rateLimitTotal?: number;
  rateLimitRemaining?: number;
  /** Seconds left in the rate limit's window. */
  rateLimitReset?: number;
  /** Version of a single resource, `W/"3"`; hand it to `ifMatch`. */
  etag?: string;
  lastModified?: string;
  location?: string;
  /** True when the server repeated the answer to an earlier request with the same idempotency key. */
  replayed?: boolean;
}

/** What every call gives: `const {data, meta} = await …`. */
export interface ApiResponse<T> {
  data: T;
  meta: Meta;
}

/** Opens `{data, meta}`. An answer without a body has `data: undefined`. */
export function unwrapped<T>(answer: Answer): ApiResponse<T> {
  const { body } = answer;
  if (body === undefined) return { data: undefined as T, meta: metaOf(answer, {}) };
  if (typeof body === 'object' && body !== null && 'data' in body) {
    const { data, meta } = body as { data: T; meta?: Partial<Meta> };
    return { data, meta: metaOf(answer, meta ?? {}) };
  }
  throw new ClinikApiError('The answer has no data. Does baseUrl point to an Osler server?', {
    status: answer.status,
    code: 'INVALID_RESPONSE',
  });
}

/** An answer that is not wrapped, as on the FHIR routes. */
export function bare<T>(answer: Answer): ApiResponse<T> {
  return { data: answer.body as T, meta: metaOf(answer, {}) };
}

function metaOf({ status, headers }: Answer, fromBody: Partial<Meta>): Meta {
  const text = (name: string): string | undefined => headers.get(name) ?? undefined;
  const count = (name: string): number | undefined => (headers.has(name) ? Number(headers.get(name)) : undefined);
  const fromHeaders = {
    rateLimitTotal: count('x-ratelimit-limit'),
    rateLimitRemaining: count('x-ratelimit-remaining'),
    rateLimitReset: count('x-ratelimit-reset'),
    etag: text('etag'),
    lastModified: text('last-modified'),
    location: text('location'),
    replayed: headers.get('idempotent-replayed') === 'true' || undefined,
  };
  return {
    requestId: text('x-request-id') ?? '',
    timestamp: text('x-timestamp') ?? text('date') ?? '',
    status,
    ...(Object.fromEntries(Object.entries(fromHeaders).filter(([, value]) => value !== undefined)) as Partial<Meta>),
    ...fromBody,
  };
}
