import assert from 'node:assert/strict';
import test from 'node:test';
import { serveClinik } from './server.mjs';

const patient = { resourceType: 'Patient', id: 'abc123', active: true };
const answer = () => ({ headers: { 'content-type': 'application/fhir+json', etag: 'W/"1"' }, body: patient });

test('request gives bare FHIR in data', async (t) => {
  const { requests, clinik } = await serveClinik(t, answer);
  const { data, meta } = await clinik.fhir.request('GET', 'Patient/abc123');
  assert.deepEqual(data, patient);
  assert.deepEqual([meta.status, meta.requestId, meta.etag], [200, 'req_0123', 'W/"1"']);
  assert.equal(requests[0].url, '/v1/fhir/Patient/abc123');
});

test('each method is one FHIR interaction', async (t) => {
  const { requests, clinik } = await serveClinik(t, answer);
  const { fhir } = clinik;
  await fhir.read('Patient', 'abc123');
  await fhir.search('Patient', { name: 'chalmers', birthdate: ['ge1970', 'lt1980'], _count: 5, active: true, _sort: undefined });
  await fhir.create({ resourceType: 'Patient' });
  await fhir.update(patient, { ifMatch: 1 });
  await fhir.patch('Patient', 'abc123', [{ op: 'replace', path: '/active', value: false }]);
  await fhir.patch('Patient', 'abc123', { active: false });
  await fhir.delete('Patient', 'abc123');
  await fhir.operation('Patient/abc123/$everything');
  await fhir.operation('Patient/abc123/$everything', { _type: 'Encounter' });
  await fhir.operation('Patient/$validate', { resourceType: 'Parameters', parameter: [] });
  await fhir.request('POST', '', { resourceType: 'Bundle', type: 'batch', entry: [] });
  await fhir.request('GET', '?_type=Patient');
  await fhir.request('GET', '/metadata');
  assert.deepEqual(requests.map(({ method, url }) => `${method} ${url.replace('/v1/fhir', '')}`), [
    'GET /Patient/abc123',
    'GET /Patient?name=chalmers&birthdate=ge1970&birthdate=lt1980&_count=5&active=true',
    'POST /Patient',
    'PUT /Patient/abc123',
    'PATCH /Patient/abc123',
    'PATCH /Patient/abc123',
    'DELETE /Patient/abc123',
    'GET /Patient/abc123/$everything',
    'GET /Patient/abc123/$everything?_type=Encounter',
    'POST /Patient/$validate',
    'POST ',
    'GET ?_type=Patient',
    'GET /metadata',
  ]);
  assert.equal(requests[3].headers['if-match'], 'W/"1"');
  assert.deepEqual(requests[3].body, patient);
  assert.equal(requests[4].headers['content-type'], 'application/json-patch+json');
  assert.equal(requests[5].headers['content-type'], 'application/merge-patch+json');
});

test('a path that leaves the FHIR base is refused', async (t) => {
  const { requests, clinik } = await serveClinik(t, answer);
  for (const path of ['../patients', 'Patient/../../patients', '%2e%2e/patients', '..\\..\\api', 'Patient/../../fhirx']) {
    await assert.rejects(clinik.fhir.request('GET', path), { code: 'INVALID_PATH' }, path);
  }
  await assert.rejects(async () => clinik.fhir.read('Patient/..', 'x'), { code: 'INVALID_TYPE' });
  await assert.rejects(async () => clinik.fhir.read('Patient', '..'), { code: 'INVALID_ID' });
  assert.equal(requests.length, 0);
});

test('a whole URL stays a path on the own server', async (t) => {
  const { requests, clinik } = await serveClinik(t, answer);
  await clinik.fhir.request('GET', 'https://elsewhere.example.org/Patient');
  await clinik.fhir.request('GET', '//elsewhere.example.org/Patient');
  assert.deepEqual(requests.map(({ url }) => url), ['/v1/fhir/https://elsewhere.example.org/Patient', '/v1/fhir/elsewhere.example.org/Patient']);
});
