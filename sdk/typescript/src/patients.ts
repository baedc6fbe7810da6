import { unwrapped, type ApiResponse } from './envelope.js';
import type { FhirBundle, FhirResource } from './fhir-types.js';
import type { CallOptions } from './options.js';
import type { ResourceSearchParams } from './pages.js';
import { Resource, type ReadOptions } from './resource.js';

/** Which list of `PatientRecord` a FHIR type belongs in. */
const lists = {
  Encounter: 'encounters',
  Observation: 'observations',
  Medication: 'medications',
  MedicationStatement: 'medications',
  Appointment: 'appointments',
  QuestionnaireResponse: 'intakes',
  Consent: 'consents',
  DiagnosticReport: 'labs',
  MedicationRequest: 'prescriptions',
  DocumentReference: 'notes',
  ClinicalImpression: 'assessments',
  Composition: 'documents',
} as const;

type ListName = (typeof lists)[keyof typeof lists];

/** A patient and what refers to them, as FHIR resources. Types without a list of their own are in `raw`. */
export interface PatientRecord extends Record<ListName, FhirResource[]> {
  patient: FhirResource;
  /** The Bundle as the server sent it. */
  raw: FhirBundle;
}

export interface PatientIncludeOptions extends CallOptions {
  /** FHIR types that refer to the patient, for example `['Encounter', 'Observation']`. */
  include: readonly (keyof typeof lists | (string & {}))[];
}

/** Patients: a read may bring the patient's record along. */
export class PatientResource<Row, Create, Update, Params extends ResourceSearchParams> extends Resource<Row, Create, Update, Params> {
  override read(id: string, options: PatientIncludeOptions): Promise<ApiResponse<PatientRecord>>;
  override read(id: string, options?: ReadOptions): Promise<ApiResponse<Row>>;
  override async read(id: string, options?: ReadOptions | PatientIncludeOptions): Promise<ApiResponse<Row | PatientRecord>> {
    if (!options || !('include' in options) || options.include.length === 0) return super.read(id, options);
    const query = options.include.flatMap(referencesToPatient).map((value) => `_revinclude=${encodeURIComponent(value)}`);
    const { data, meta } = unwrapped<FhirBundle>(await this.send('GET', `${this.at(id)}?${query.join('&')}`, undefined, options));
    return { data: sorted(data), meta };
  }
}

/** Resources point to their patient by `subject` or `patient`; the server uses the one that the type has. */
function referencesToPatient(include: string): string[] {
  return include.includes(':') ? [include] : [`${include}:subject`, `${include}:patient`];
}

function sorted(raw: FhirBundle): PatientRecord {
  const record = Object.fromEntries(Object.values(lists).map((name) => [name, []])) as unknown as PatientRecord;
  record.raw = raw;
  for (const { resource, search } of raw.entry ?? []) {
    if (!resource) continue;
    if (resource.resourceType === 'Patient' && search?.mode !== 'include') record.patient = resource;
    const list = Object.hasOwn(lists, resource.resourceType) && lists[resource.resourceType as keyof typeof lists];
    if (list) record[list].push(resource);
  }
  return record;
}
