/** One finding of the server about a request: where, what, how bad. */
export interface Issue {
  severity: string;
  code: string;
  /** For people. Names the field first: `firstName: Required`. */
  diagnostics?: string;
  /** FHIR only: the element, for example `Patient.birthDate`. */
  expression?: string[];
}

export interface ErrorDetails {
  /** HTTP status; 0 when no answer came. */
  status?: number;
  /** The server's code, for example `VALIDATION_ERROR`, or one of this library for faults found before sending. */
  code?: string;
  issues?: Issue[];
  requestId?: string | undefined;
  docUrl?: string | undefined;
  retryAfter?: number | undefined;
  cause?: unknown;
}

/**
 * What every failed call throws. Subclasses say which kind of failure it was.
 * Holds no key, no request body and no query: it may be logged as it is.
 */
export class ClinikApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly issues: Issue[];
  /** The messages of each field: `{firstName: ['Required']}`. */
  readonly fields: Record<string, string[]>;
  /** Quote this when you ask the operator of the server for help. */
  readonly requestId: string | undefined;
  readonly docUrl: string | undefined;
  /** Seconds to wait before trying again, when the server said so. */
  readonly retryAfter: number | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    // A plain property: minifiers rename classes, and this name is part of the contract.
    Object.defineProperty(this, 'name', { value: errorName(this), configurable: true });
    this.status = details.status ?? 0;
    this.code = details.code ?? 'UNKNOWN';
    this.issues = details.issues ?? [];
    this.fields = messagesByField(this.issues);
    this.requestId = details.requestId;
    this.docUrl = details.docUrl;
    this.retryAfter = details.retryAfter;
  }

  toJSON(): Record<string, unknown> {
    const { name, message, status, code, issues, requestId, docUrl } = this;
    return { name, message, status, code, issues, requestId, docUrl };
  }
}

/** 401: the key is absent, malformed, unknown, revoked or expired. */
export class ClinikAuthError extends ClinikApiError {}
/** 403: the key is good, but not for this. */
export class ClinikPermissionError extends ClinikApiError {}
/** 404, and 410 on FHIR: absent, deleted, or in another organization or environment. */
export class ClinikNotFoundError extends ClinikApiError {}
/** 409 and 412: somebody else changed it first, or the change collides with something stored. */
export class ClinikConflictError extends ClinikApiError {}
/** 400 and 422: the request itself is wrong; see `fields`. Also thrown before sending, with status 0. */
export class ClinikValidationError extends ClinikApiError {}
/** 5xx: the server failed. */
export class ClinikServerError extends ClinikApiError {}
/** No complete answer within the timeout. The server may have done the work all the same. */
export class ClinikTimeoutError extends ClinikApiError {}
/** The server could not be reached, or the connection broke. */
export class ClinikConnectionError extends ClinikApiError {}
/** A webhook whose signature, time or form is wrong: do not act on it. */
export class ClinikWebhookError extends ClinikApiError {}

/** 429: too many requests, or the quota is used up; see `retryAfter`. */
export class ClinikRateLimitError extends ClinikApiError {}

const errorNames = new Map<unknown, string>([
  [ClinikApiError, 'ClinikApiError'],
  [ClinikAuthError, 'ClinikAuthError'],
  [ClinikPermissionError, 'ClinikPermissionError'],
  [ClinikNotFoundError, 'ClinikNotFoundError'],
  [ClinikConflictError, 'ClinikConflictError'],
  [ClinikValidationError, 'ClinikValidationError'],
  [ClinikRateLimitError, 'ClinikRateLimitError'],
  [ClinikServerError, 'ClinikServerError'],
  [ClinikTimeoutError, 'ClinikTimeoutError'],
  [ClinikConnectionError, 'ClinikConnectionError'],
  [ClinikWebhookError, 'ClinikWebhookError'],
]);

function errorName(error: Error): string {
  return errorNames.get(error.constructor) ?? error.constructor.name;
}

const fieldPath = /^([A-Za-z]\w*(?:\[\d+\]|\.\w+)*): (.+)$/s;

function messagesByField(issues: Issue[]): Record<string, string[]> {
  const messages = new Map<string, string[]>();
  for (const { diagnostics = '', expression } of issues) {
    const [, field = expression?.[0], message = diagnostics] = fieldPath.exec(diagnostics) ?? [];
    if (field) messages.set(field, [...(messages.get(field) ?? []), message]);
  }
  return Object.fromEntries(messages);
}

/** The class that stands for an HTTP status. */
export function errorClassOf(status: number): typeof ClinikApiError {
  if (status >= 500) return ClinikServerError;
  switch (status) {
    case 400:
    case 422:
      return ClinikValidationError;
    case 401:
      return ClinikAuthError;
    case 403:
      return ClinikPermissionError;
    case 404:
    case 410:
      return ClinikNotFoundError;
    case 409:
    case 412:
      return ClinikConflictError;
    case 429:
      return ClinikRateLimitError;
    default:
      return ClinikApiError;
  }
}
