// Compiled, never run: what the types must allow, and, under @ts-expect-error, what they must refuse.
import {
  Clinik, ClinikAPI, ClinikApiError, ClinikRateLimitError, webhooks,
  type ApiResponse, type Encounter, type EncounterCreateRequest, type EncounterUpdateRequest, type FhirBundle, type FhirResource,
  type PaginatedResponse, type Patient, type PatientRecord, type ReadOptions, type ResourceSearchParams, type WebhookEvent,
} from '@osler/sdk';

const clinik: ClinikAPI = new Clinik('clk_test_abc');
new ClinikAPI({ apiKey: 'clk_test_abc', baseUrl: 'http://localhost:8080', retries: 0, logLevel: 'debug', fetch });

// The signatures of the reference, word for word.
async function documented(id: string, request: EncounterCreateRequest, change: EncounterUpdateRequest, options?: ReadOptions, params?: ResourceSearchParams) {
  const created: Promise<ApiResponse<Encounter>> = clinik.encounters.create(request);
  const read: Promise<ApiResponse<Encounter>> = clinik.encounters.read(id, options);
  const updated: Promise<ApiResponse<Encounter>> = clinik.encounters.update(id, change);
  const deleted: Promise<ApiResponse<void>> = clinik.encounters.delete(id);
  const found: Promise<ApiResponse<PaginatedResponse<Encounter>>> = clinik.encounters.search(params);
  return [created, read, updated, deleted, found];
}

async function writing() {
  const request: EncounterCreateRequest = { status: 'planned', class: 'VR', patientId: 'pt_1', reasonCode: ['Cough', 'Fever'] };
  const { data, meta } = await clinik.encounters.create(request, { idempotencyKey: 'a', timeout: 1, retries: 0, signal: AbortSignal.abort() });
  await clinik.encounters.update(data.id, { location: null, status: 'finished' }, { ifMatch: meta.etag });
  await clinik.encounters.update(data.id, [{ op: 'remove', path: '/location' }]);
  // @ts-expect-error A status that does not exist.
  await clinik.encounters.create({ status: 'ended', class: 'AMB', patientId: 'pt_1' });
  // @ts-expect-error The patient is missing.
  await clinik.encounters.create({ status: 'planned', class: 'AMB' });
  // @ts-expect-error An unknown field.
  await clinik.encounters.create({ ...request, reasoncode: 'Cough' });
  // @ts-expect-error A required field cannot be removed.
  await clinik.encounters.update(data.id, { status: null });
  // @ts-expect-error Ids are made by the server.
  await clinik.patients.create({ id: 'pt_1', firstName: 'Ada', lastName: 'Chalmers' });
}

async function reading() {
  const { data: encounter } = await clinik.encounters.read('enc_1');
  const status: string = encounter.status; // Open: FHIR may have written one that /v1 does not take.
  const patient: Patient = (await clinik.patients.read('pt_1')).data;
  const record: PatientRecord = (await clinik.patients.read('pt_1', { include: ['Encounter', 'Condition:subject'] })).data;
  const encounters: FhirResource[] = record.encounters;
  const bundle: FhirBundle = (await clinik.encounters.read('enc_1', { include: ['Encounter:subject'] })).data;
  // @ts-expect-error A read without includes has no lists.
  patient.encounters;
  return [status, encounters, bundle];
}

async function searching() {
  for await (const encounter of clinik.encounters.search({ status: ['planned', 'arrived'], sort: '-date', count: 50 })) encounter.patientId.length;
  const rows: Encounter[] = await clinik.encounters.search({ status: 'planned,arrived', sort: 'status,-date' }).toArray({ limit: 5 });
  const next: string | null = (await clinik.encounters.search()).data.nextCursor;
  // @ts-expect-error No search without its limit becomes an array.
  await clinik.encounters.search().toArray();
  // @ts-expect-error An unknown filter.
  clinik.encounters.search({ patient: 'pt_1' });
  // @ts-expect-error Encounters have no name to search by.
  clinik.encounters.search({ name: 'Ada' });
  return [rows, next];
}

interface OwnPatient { resourceType: 'Patient'; id?: string; birthDate?: string }

async function fhir() {
  const own: ApiResponse<OwnPatient> = await clinik.fhir.read<OwnPatient>('Patient', '1');
  const found: FhirBundle<OwnPatient> = (await clinik.fhir.search<OwnPatient>('Patient', { name: 'x', birthdate: ['ge1970', 'lt1980'] })).data;
  await clinik.fhir.update({ resourceType: 'Patient', id: '1', active: true });
  const anything: unknown = (await clinik.fhir.request('GET', 'Patient/1')).data.name;
  // @ts-expect-error An update needs the id.
  await clinik.fhir.update({ resourceType: 'Patient' });
  return [own, found, anything];
}

async function failing() {
  try {
    await clinik.patients.read('pt_1');
  } catch (error) {
    if (error instanceof ClinikRateLimitError) return error.retryAfter?.toFixed();
    if (error instanceof ClinikApiError) return [error.status, error.code, error.fields['firstName']?.[0], error.requestId, error.docUrl];
    throw error;
  }
}

async function hooks(request: Request) {
  const event: WebhookEvent = await webhooks.verify(await request.text(), request.headers, ['whsec_a', 'whsec_b']);
  await clinik.webhooks.verify(new Uint8Array(), { 'x-clinik-signature': 'a', host: undefined }, 'whsec_a', { tolerance: 60 });
  return event.data.resourceId;
}

export { documented, failing, fhir, hooks, reading, searching, writing };

declare module '@osler/sdk' {
  interface FhirTypes {
    Patient: { resourceType: 'Patient'; id?: string; birthDate?: string };
  }
}

async function typedFhir() {
  const { data: patient } = await clinik.fhir.read('Patient', 'abc123');
  const birthDate: string | undefined = patient.birthDate;
  const { data: bundle } = await clinik.fhir.search('Patient', { name: 'ada' });
  const first: string | undefined = bundle.entry?.[0]?.resource?.birthDate;
  const { data: other } = await clinik.fhir.read('Procedure', 'p1');
  const anything: FhirResource = other;
  const { data: own } = await clinik.fhir.read<{ resourceType: 'Procedure'; status: string }>('Procedure', 'p1');
  const status: string = own.status;
  await clinik.fhir.transaction([{ resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } }]);
  // @ts-expect-error A Patient has no such element.
  patient.birthdate;
  // @ts-expect-error An entry needs its request.
  await clinik.fhir.transaction([{ resource: { resourceType: 'Patient' } }]);
  return [birthDate, first, anything, status];
}

async function feed() {
  for await (const event of clinik.events.list({ after: 'now', event: 'patient.*' })) event.data.resourceId.length;
  const cursor: string = (await clinik.events.list()).data.cursor;
  // @ts-expect-error The feed has no total.
  (await clinik.events.list()).data.total;
  // @ts-expect-error Feeds have no sort.
  clinik.events.list({ sort: '-date' });
  return cursor;
}

async function codings() {
  await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: 'pt_1', type: { system: 'http://snomed.info/sct', code: '1', display: 'Visit' }, reasonCode: ['Cough', { display: 'Fever' }] });
}

export { codings, feed, typedFhir };
