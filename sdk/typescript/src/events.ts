import { unwrapped } from './envelope.js';
import type { CallOptions } from './options.js';
import { Search, type Page, type ResourceSearchParams } from './pages.js';
import { queryString } from './query.js';
import type { Transport } from './transport.js';
import type { WebhookEvent } from './webhooks.js';

export interface EventListParams {
  /** The id of an event, or the `cursor` of an earlier page: what came after it. `now`: nothing that is already there. */
  after?: string;
  /** Patterns such as `patient.created`, `encounter.*`; all of them without it. */
  event?: string | readonly string[];
  /** Events per page. */
  count?: number;
}

/** A page of the feed. Keep its `cursor`, also on the last page: the next look goes on from there. */
export interface EventPage extends Page<WebhookEvent> {
  cursor: string;
}

/** The events that webhooks get, for those who cannot be called. */
export class Events {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** `await` gives one page, `for await` every event up to now, oldest first. */
  list({ after, ...params }: EventListParams = {}, options?: CallOptions): Search<WebhookEvent, EventPage> {
    return new Search<WebhookEvent, EventPage>(async ({ cursor = after, ...page }) => {
      const query = queryString({ ...page, after: cursor });
      return unwrapped<EventPage>(await this.#transport.send({ method: 'GET', path: `/v1/events${query}`, route: '/v1/events', options }));
    }, params as ResourceSearchParams);
  }
}
