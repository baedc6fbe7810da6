// Generated from schema/v1 by scripts/generate.mjs. Do not edit.
import type { ResourceSearchParams } from '../pages.js';
import type { AnyOf, Coded, OneOf } from './shared.js';

/** As stored: FHIR PlanDefinition, in its simple form. */
export interface PlanDefinition {
  id: string;
  status: OneOf<'draft' | 'active' | 'retired'>;
  name?: string;
  title?: string;
  type?: string;
  description?: string;
  purpose?: string;
  usage?: string;
  publisher?: string;
  date?: string;
  version?: string;
  url?: string;
  experimental?: boolean;
  topic?: string[];
  goal?: PlanDefinitionGoal[];
  action?: PlanDefinitionAction[];
  createdAt: string;
  updatedAt: string;
}

export interface PlanDefinitionCreateRequest {
  status: 'draft' | 'active' | 'retired';
  /** At most 500 characters. */
  name?: string;
  /** At most 500 characters. */
  title?: string;
  /** At most 200 characters. */
  type?: Coded;
  /** At most 5000 characters. */
  description?: string;
  /** At most 5000 characters. */
  purpose?: string;
  /** At most 5000 characters. */
  usage?: string;
  /** At most 500 characters. */
  publisher?: string;
  /** An instant: 2025-01-15T09:00:00Z. At most 30 characters. */
  date?: string;
  /** At most 100 characters. */
  version?: string;
  /** At most 2000 characters. */
  url?: string;
  experimental?: boolean;
  /** At most 10 items. Each at most 200 characters. */
  topic?: Coded[];
  /** At most 20 items. */
  goal?: PlanDefinitionGoal[];
  /** At most 50 items. */
  action?: PlanDefinitionAction[];
}

/** Only the given fields change; null removes one. */
export interface PlanDefinitionUpdateRequest {
  status?: 'draft' | 'active' | 'retired';
  /** At most 500 characters. */
  title?: string | null;
  /** At most 5000 characters. */
  description?: string | null;
  /** At most 100 characters. */
  version?: string | null;
}

export interface PlanDefinitionSearchParams extends ResourceSearchParams {
  status?: AnyOf<'draft' | 'active' | 'retired'>;
  name?: string;
  title?: string;
  type?: string;
  sort?: OneOf<'date' | '-date' | 'status' | '-status' | 'name' | '-name' | 'title' | '-title' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt'>;
}

export interface PlanDefinitionGoal {
  /** At most 2000 characters. */
  description: string;
  /** At most 100 characters. */
  priority?: string;
  /** At most 200 characters. */
  category?: string;
}

export interface PlanDefinitionAction {
  /** At most 500 characters. */
  title?: string;
  /** At most 2000 characters. */
  description?: string;
  /** At most 100 characters. */
  priority?: 'routine' | 'urgent' | 'asap' | 'stat';
  /** At most 200 characters. */
  code?: string;
  /** At most 200 characters. */
  type?: string;
  /** At most 2000 characters. */
  definitionUri?: string;
}
