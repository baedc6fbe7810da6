import { bare, type ApiResponse } from './envelope.js';
import { ClinikValidationError } from './errors.js';
import type { FhirBundle, FhirBundleRequest, FhirResource, FhirTypeOf } from './fhir-types.js';
import { idSegment } from './ids.js';
import type { JsonPatch } from './json-patch.js';
import type { CallOptions } from './options.js';
import { queryText, type QueryValue } from './query.js';
import type { Transport } from './transport.js';

/** FHIR search parameters. A list repeats the parameter, which means AND. */
export type FhirQuery = Record<string, QueryValue>;

type AnyResource = { resourceType: string; id?: string };
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';

const base = '/v1/fhir';

/** The FHIR R4 engine under your key: bare FHIR in `data`, all types. */
export class Fhir {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Any request: `request('GET', 'Patient?name=chalmers')`. An empty path is the base, for batches and transactions. */
  async request<T = FhirResource>(method: Method, path: string, body?: unknown, options?: CallOptions): Promise<ApiResponse<T>> {
    const call = { method, path: insideBase(path), route: base, body, options };
    return bare(await this.#transport.send(call));
  }

  read<Name extends string>(type: Name, id: string, options?: CallOptions): Promise<ApiResponse<FhirTypeOf<Name>>>;
  read<T extends AnyResource>(type: string, id: string, options?: CallOptions): Promise<ApiResponse<T>>;
  read(type: string, id: string, options?: CallOptions): Promise<ApiResponse<unknown>> {
    return this.request('GET', at(type, id), undefined, options);
  }

  search<Name extends string>(type: Name, params?: FhirQuery, options?: CallOptions): Promise<ApiResponse<FhirBundle<FhirTypeOf<Name>>>>;
  search<T extends AnyResource>(type: string, params?: FhirQuery, options?: CallOptions): Promise<ApiResponse<FhirBundle<T>>>;
  search(type: string, params: FhirQuery = {}, options?: CallOptions): Promise<ApiResponse<unknown>> {
    return this.request('GET', typeSegment(type) + fhirQuery(params), undefined, options);
  }

  create<T extends AnyResource>(resource: T, options?: CallOptions): Promise<ApiResponse<T>> {
    return this.request('POST', typeSegment(resource.resourceType), resource, options);
  }

  /** Replaces the resource of this id, or creates it there. */
  update<T extends AnyResource>(resource: T & { id: string }, options?: CallOptions): Promise<ApiResponse<T>> {
    return this.request('PUT', at(resource.resourceType, resource.id), resource, options);
  }

  /** By a JSON Patch, a Parameters resource (FHIRPath Patch), or the members to change. */
  patch<Name extends string>(type: Name, id: string, patch: JsonPatch | object, options?: CallOptions): Promise<ApiResponse<FhirTypeOf<Name>>>;
  patch<T extends AnyResource>(type: string, id: string, patch: JsonPatch | object, options?: CallOptions): Promise<ApiResponse<T>>;
  patch(type: string, id: string, patch: JsonPatch | object, options?: CallOptions): Promise<ApiResponse<unknown>> {
    return this.request('PATCH', at(type, id), patch, options);
  }

  delete(type: string, id: string, options?: CallOptions): Promise<ApiResponse<void>> {
    return this.request('DELETE', at(type, id), undefined, options);
  }

  /** All entries or none. */
  transaction(entries: readonly FhirBundleRequest[], options?: CallOptions): Promise<ApiResponse<FhirBundle>> {
    return this.request('POST', '', { resourceType: 'Bundle', type: 'transaction', entry: entries }, options);
  }

  /** Each entry by itself; the answer has a status for each. */
  batch(entries: readonly FhirBundleRequest[], options?: CallOptions): Promise<ApiResponse<FhirBundle>> {
    return this.request('POST', '', { resourceType: 'Bundle', type: 'batch', entry: entries }, options);
  }

  /**
   * `operation('Patient/pt1/$everything')`. A resource as input (Parameters, or the resource to work on) is posted;
   * anything else is the query of a GET.
   */
  operation<T = FhirResource>(path: string, input: AnyResource | FhirQuery = {}, options?: CallOptions): Promise<ApiResponse<T>> {
    return 'resourceType' in input
      ? this.request('POST', path, input, options)
      : this.request('GET', path + fhirQuery(input), undefined, options);
  }
}

/** The path under the FHIR base. Throws for one that would leave it, such as `../patients`. */
function insideBase(path: string): string {
  const inner = path.replace(/^\/+/, '');
  const url = new URL(inner === '' || inner.startsWith('?') ? base + inner : `${base}/${inner}`, 'http://localhost');
  if (url.pathname === base || url.pathname.startsWith(`${base}/`)) return url.pathname + url.search;
  throw new ClinikValidationError('The path leaves the FHIR base', { code: 'INVALID_PATH' });
}

function at(type: string, id: string): string {
  return `${typeSegment(type)}/${idSegment(id, type)}`;
}

function typeSegment(type: string): string {
  if (/^[A-Za-z]{1,64}$/.test(type)) return type;
  throw new ClinikValidationError('Expected a FHIR type name, for example Patient', { code: 'INVALID_TYPE' });
}

function fhirQuery(params: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params) as [string, QueryValue][]) {
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) if (one !== undefined && one !== null) query.append(name, queryText(one));
  }
  const text = query.toString();
  return text && `?${text}`;
}
