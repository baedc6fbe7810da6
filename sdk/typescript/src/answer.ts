import { ClinikApiError, errorClassOf, type Issue } from './errors.js';
import { parsedUrl } from './url.js';
import { retryAfterSeconds } from './retry.js';

/** A complete answer: `body` is the parsed JSON, undefined when there was none. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The fields an error answer may have: ours, or those of a FHIR OperationOutcome. */
interface ErrorBody {
  message?: unknown;
  error?: unknown;
  code?: unknown;
  requestId?: unknown;
  issues?: unknown;
  issue?: unknown;
}

/** The JSON of an answer. Throws on a success that is not JSON; a failure without JSON has no body. */
export function parsedBody(response: Response, text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (!response.ok) return undefined;
    throw new ClinikApiError('The answer is not JSON. Does baseUrl point to an Osler server?', {
      status: response.status,
      code: 'INVALID_RESPONSE',
    });
  }
}

/** The error that an unsuccessful answer stands for. */
export function errorFromAnswer({ status, headers, body }: Answer, baseUrl: string): ClinikApiError {
  const fault = (typeof body === 'object' && body !== null ? body : {}) as ErrorBody;
  const issues = issuesOf(fault);
  const code = textOf(fault.code) ?? issues[0]?.code ?? defaultCode(status);
  const ErrorClass = errorClassOf(status);
  return new ErrorClass(textOf(fault.message) ?? issues[0]?.diagnostics ?? textOf(fault.error) ?? defaultMessage(status), {
    status,
    code,
    issues,
    requestId: textOf(fault.requestId) ?? headers.get('x-request-id') ?? undefined,
    docUrl: helpLink(headers.get('link'), baseUrl) ?? `${baseUrl}/docs/errors#${code}`,
    retryAfter: retryAfterSeconds(headers.get('retry-after'), Date.now()),
  });
}

function issuesOf(fault: ErrorBody): Issue[] {
  const issues = fault.issues ?? fault.issue;
  return Array.isArray(issues) ? issues.filter((issue) => typeof issue === 'object' && issue !== null) : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRedirect(status: number): boolean {
  return status === 0 || (status >= 300 && status < 400); // Browsers hide the status of a redirect.
}

function defaultCode(status: number): string {
  return isRedirect(status) ? 'UNEXPECTED_REDIRECT' : `HTTP_${status}`;
}

function defaultMessage(status: number): string {
  if (isRedirect(status)) return 'The server redirects elsewhere; set baseUrl to the final address';
  return `The server answered ${status} without an explanation`;
}

function helpLink(header: string | null, baseUrl: string): string | undefined {
  const target = /<([^<>]+)>\s*;\s*rel="?help"?/.exec(header ?? '')?.[1];
  return target === undefined ? undefined : parsedUrl(target, `${baseUrl}/`)?.href;
}
