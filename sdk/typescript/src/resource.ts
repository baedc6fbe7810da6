import { unwrapped, type ApiResponse } from './envelope.js';
import type { FhirBundle } from './fhir-types.js';
import { idSegment } from './ids.js';
import type { CallOptions } from './options.js';
import { Search, type PaginatedResponse, type ResourceSearchParams } from './pages.js';
import type { JsonPatch } from './json-patch.js';
import { queryString } from './query.js';
import type { Call, Transport } from './transport.js';

/** What the generated table says about one resource. */
export interface ResourceEntry {
  path: string;
  fhirType: string;
  /** A second name of `create`. */
  alias?: string;
  /** What a read can bring along: what refers to it (`reverse`), or what it refers to (`forward`). */
  includes?: 'reverse' | 'forward';
  /** Cannot be changed once written. */
  appendOnly?: boolean;
}

export type ReadOptions = CallOptions;

/** Options of a read that brings related resources along. */
export interface IncludeOptions extends CallOptions {
  /** `Type:parameter`, or a type alone. */
  include: readonly string[];
}

/** Create, read, delete and search: what all resources have. */
export class AppendOnlyResource<Row, Create, Params extends ResourceSearchParams> {
  protected readonly transport: Transport;
  protected readonly entry: ResourceEntry;

  constructor(transport: Transport, entry: ResourceEntry) {
    this.transport = transport;
    this.entry = entry;
  }

  /** Stores a new one; its id is in `data.id`. */
  async create(data: Create, options?: CallOptions): Promise<ApiResponse<Row>> {
    return unwrapped(await this.send('POST', '', data, options));
  }

  /** One by its id. Throws ClinikNotFoundError when there is none. */
  async read(id: string, options?: ReadOptions): Promise<ApiResponse<Row>> {
    return unwrapped(await this.send('GET', this.at(id), undefined, options));
  }

  /** Removes one; its history is kept. */
  async delete(id: string, options?: CallOptions): Promise<ApiResponse<void>> {
    return unwrapped(await this.send('DELETE', this.at(id), undefined, options));
  }

  /** `await` gives the first page, `for await` every row. */
  search(params?: Params, options?: CallOptions): Search<Row> {
    return new Search<Row>(async (page) => {
      const response = unwrapped<PaginatedResponse<Row>>(await this.send('GET', queryString(page), undefined, options));
      response.data.nextCursor = response.data.cursor;
      return response;
    }, params);
  }

  protected at(id: string): string {
    return `/${idSegment(id, this.entry.fhirType)}`;
  }

  /** `rest` is what follows the resource's own path: an id, a query, or both. */
  protected send(method: string, rest: string, body?: unknown, options?: CallOptions): ReturnType<Transport['send']> {
    const path = `/v1/${this.entry.path}`;
    const call: Call = { method, path: path + rest, route: path + (rest.startsWith('/') ? '/{id}' : ''), body, options };
    return this.transport.send(call);
  }
}

/** All five operations. */
export class Resource<Row, Create, Update, Params extends ResourceSearchParams> extends AppendOnlyResource<Row, Create, Params> {
  /** Changes the given fields and no other; `null` removes one. Also takes a JSON Patch. */
  async update(id: string, data: Update | JsonPatch, options?: CallOptions): Promise<ApiResponse<Row>> {
    return unwrapped(await this.send('PATCH', this.at(id), data, options));
  }
}

/** A resource whose read can bring along what it refers to, as a FHIR Bundle. */
export class LinkedResource<Row, Create, Update, Params extends ResourceSearchParams> extends Resource<Row, Create, Update, Params> {
  override read(id: string, options: IncludeOptions): Promise<ApiResponse<FhirBundle>>;
  override read(id: string, options?: ReadOptions): Promise<ApiResponse<Row>>;
  override async read(id: string, options?: ReadOptions | IncludeOptions): Promise<ApiResponse<Row | FhirBundle>> {
    const include = options && 'include' in options ? options.include : [];
    const query = include.map((value) => `_include=${encodeURIComponent(value)}`).join('&');
    return unwrapped(await this.send('GET', this.at(id) + (query && `?${query}`), undefined, options));
  }
}
