import { Bulk } from './bulk.js';
import { Events } from './events.js';
import { Fhir } from './fhir.js';
import { resources } from './generated/table.js';
import type { Namespaces } from './generated/namespaces.js';
import type { ClinikOptions } from './options.js';
import { PatientResource } from './patients.js';
import { AppendOnlyResource, LinkedResource, Resource, type ResourceEntry } from './resource.js';
import { Transport } from './transport.js';
import { webhooks } from './webhooks.js';

/** The constructor's options when the key is one of them. */
export interface ClinikConfiguration extends ClinikOptions {
  /** Default: `OSLER_API_KEY`, else `CLINIKAPI_SECRET_KEY`, from the environment. */
  apiKey?: string | undefined;
}

/**
 * The client. One namespace for each resource: `clinik.encounters.create(…)`. Cheap to keep, meant to be shared.
 */
export class Clinik {
  readonly fhir: Fhir;
  readonly bulk: Bulk;
  readonly events: Events;
  readonly webhooks = webhooks;
  readonly #transport: Transport;

  constructor(key?: string | ClinikConfiguration, options: ClinikOptions = {}) {
    const { apiKey, ...settings } = typeof key === 'object' && key !== null ? key : { apiKey: key, ...options };
    this.#transport = new Transport(apiKey, settings);
    this.fhir = new Fhir(this.#transport);
    this.bulk = new Bulk(this.#transport);
    this.events = new Events(this.#transport);
    for (const [name, entry] of Object.entries(resources)) {
      Object.defineProperty(this, name, { value: namespaceOf(this.#transport, entry), enumerable: true });
    }
  }

  toJSON(): object {
    return { baseUrl: this.#transport.baseUrl, environment: this.#transport.environment };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Clinik { baseUrl: '${this.#transport.baseUrl}', environment: '${this.#transport.environment}' }`;
  }
}

export interface Clinik extends Namespaces {}

function namespaceOf(transport: Transport, entry: ResourceEntry): object {
  const namespace = new (classOf(entry))(transport, entry);
  if (entry.alias) Object.defineProperty(namespace, entry.alias, { value: namespace.create });
  return namespace;
}

function classOf(entry: ResourceEntry): typeof AppendOnlyResource {
  if (entry.appendOnly) return AppendOnlyResource;
  switch (entry.includes) {
    case 'reverse':
      return PatientResource;
    case 'forward':
      return LinkedResource;
    default:
      return Resource;
  }
}
