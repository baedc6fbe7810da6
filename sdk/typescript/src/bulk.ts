import { pause } from './deadline.js';
import { unwrapped, type ApiResponse } from './envelope.js';
import { ClinikTimeoutError } from './errors.js';
import { idSegment } from './ids.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';

export interface BulkExportRequest {
  /** FHIR type names, for example `['Patient', 'Encounter']`. */
  resourceTypes: string[];
  /** Only what changed since this instant. */
  since?: string;
  /** FHIR lines unless `simplified`. */
  format?: 'simplified';
}

export interface BulkImportRequest {
  resourceType: string;
  /** NDJSON: one object a line. */
  data: string;
}

export interface BulkTicket {
  jobId: string;
  status: string;
  message?: string;
}

export interface BulkJob {
  id: string;
  type: string;
  status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
  totalRecords?: number;
  processedRecords?: number;
  /** Signed and short-lived; only for completed exports. */
  downloadUrl?: string;
  errors?: string[];
}

export interface WaitOptions extends CallOptions {
  /** Milliseconds between two looks. Default 1000. */
  interval?: number;
  /** Milliseconds to wait altogether. Default: until the job ends. */
  maxWait?: number;
}

/** Long jobs: give one in, then ask how it stands. */
export class Bulk {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async export(request: BulkExportRequest, options?: CallOptions): Promise<ApiResponse<BulkTicket>> {
    return unwrapped(await this.#send('POST', '/v1/bulk/export', request, options));
  }

  async import(request: BulkImportRequest, options?: CallOptions): Promise<ApiResponse<BulkTicket>> {
    return unwrapped(await this.#send('POST', '/v1/bulk/import', request, options));
  }

  async job(jobId: string, options?: CallOptions): Promise<ApiResponse<BulkJob>> {
    return unwrapped(await this.#send('GET', `/v1/bulk/jobs/${idSegment(jobId)}`, undefined, options));
  }

  /** Ends a job that is not done. What an import has written stays. */
  async cancel(jobId: string, options?: CallOptions): Promise<ApiResponse<BulkJob>> {
    return unwrapped(await this.#send('DELETE', `/v1/bulk/jobs/${idSegment(jobId)}`, undefined, options));
  }

  /** The job once it is completed, failed or cancelled; look at its `status`. */
  async wait(jobId: string, { interval = 1000, maxWait = Infinity, ...options }: WaitOptions = {}): Promise<ApiResponse<BulkJob>> {
    const endMs = Date.now() + maxWait;
    for (;;) {
      const response = await this.job(jobId, options);
      if (/^(completed|failed|cancelled)$/.test(response.data.status)) return response;
      if (Date.now() + interval > endMs) throw new ClinikTimeoutError(`The job did not end within ${maxWait} ms`, { code: 'TIMEOUT' });
      await pause(interval, options.signal);
    }
  }

  #send(method: string, path: string, body?: unknown, options?: CallOptions): ReturnType<Transport['send']> {
    return this.#transport.send({ method, path, route: path.replace(/job_\w+$/, '{id}'), body, options });
  }
}
