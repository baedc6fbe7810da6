import assert from 'node:assert/strict';
import test from 'node:test';
import { ClinikValidationError } from '@osler/sdk';
import { found, key, serveClinik } from './server.mjs';

const encounter = { status: 'finished', class: 'AMB', patientId: 'pt_abc123' };

test('create posts the object and gives data and meta', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => ({
    ...found({ id: 'enc_1', ...encounter }, { etag: 'W/"1"', location: '/v1/encounters/enc_1' }), status: 201,
  }));
  const { data, meta } = await clinik.encounters.create(encounter);
  assert.deepEqual(data, { id: 'enc_1', ...encounter });
  assert.equal(meta.requestId, 'req_0123');
  assert.equal(meta.timestamp, '2026-11-21T09:30:00.000Z');
  assert.equal(meta.etag, 'W/"1"');
  assert.equal(meta.location, '/v1/encounters/enc_1');
  const [{ method, url, body, headers }] = requests;
  assert.deepEqual({ method, url, body }, { method: 'POST', url: '/v1/encounters', body: encounter });
  assert.equal(headers.accept, 'application/json');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['x-api-key'], key);
  assert.match(headers['idempotency-key'], /^[0-9a-f]{32}$/);
});

test('read and search send no body, no content type and no idempotency key', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({ data: [], total: 0, cursor: null, hasMore: false }));
  await clinik.encounters.read('enc_1');
  await clinik.encounters.search({ patientId: 'pt_1', count: 5, status: ['planned', 'arrived'], dateFrom: undefined });
  assert.deepEqual(requests.map(({ method, url }) => `${method} ${url}`), [
    'GET /v1/encounters/enc_1',
    'GET /v1/encounters?patientId=pt_1&count=5&status=planned%2Carrived',
  ]);
  for (const { headers } of requests) {
    assert.equal(headers['content-type'], undefined);
    assert.equal(headers['idempotency-key'], undefined);
  }
});

test('update is a merge patch, or a JSON Patch when it is a list', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}));
  await clinik.encounters.update('enc_1', { status: 'finished' }, { ifMatch: 3 });
  await clinik.encounters.update('enc_1', [{ op: 'remove', path: '/location' }], { ifMatch: 'W/"4"' });
  assert.deepEqual(requests.map(({ method, headers }) => [method, headers['content-type'], headers['if-match']]), [
    ['PATCH', 'application/merge-patch+json', 'W/"3"'],
    ['PATCH', 'application/json-patch+json', 'W/"4"'],
  ]);
  assert.deepEqual(requests[0].body, { status: 'finished' });
});

test('delete gives undefined data and meta from the headers', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => ({
    status: 204,
    headers: { 'x-timestamp': '2026-11-21T09:30:00.000Z', 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '999', 'x-ratelimit-reset': '60' },
  }));
  const { data, meta } = await clinik.encounters.delete('enc_1', { ifMatch: 'W/"2"' });
  assert.equal(data, undefined);
  assert.deepEqual(meta, {
    requestId: 'req_0123', timestamp: '2026-11-21T09:30:00.000Z', status: 204,
    rateLimitTotal: 1000, rateLimitRemaining: 999, rateLimitReset: 60,
  });
  assert.equal(requests[0].headers['if-match'], 'W/"2"');
  assert.match(requests[0].headers['idempotency-key'], /^[0-9a-f]{32}$/);
  assert.equal(requests[0].headers['content-type'], undefined);
});

test('idempotency keys differ from call to call, and may be chosen', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}, { 'idempotent-replayed': 'true' }));
  const { meta } = await clinik.encounters.create(encounter);
  await clinik.encounters.create(encounter);
  await clinik.encounters.create(encounter, { idempotencyKey: 'visit-17' });
  const keys = requests.map(({ headers }) => headers['idempotency-key']);
  assert.notEqual(keys[0], keys[1]);
  assert.equal(keys[2], 'visit-17');
  assert.equal(meta.replayed, true);
});

test('an id goes into the path in every allowed form', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}));
  for (const id of ['enc_xyz789', '65f6789012345abcdef67890', 'Encounter/xyz789', 'Patient/abc123', 'a.b-c']) await clinik.encounters.read(id);
  assert.deepEqual(requests.map(({ url }) => url.replace('/v1/encounters/', '')), [
    'enc_xyz789', '65f6789012345abcdef67890', 'xyz789', 'Patient%2Fabc123', 'a.b-c',
  ]);
});

test('what is no id is refused before anything is sent', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}));
  for (const id of ['', '.', '..', '../patients', 'a b', 'a?b', 'a/b/c', 'enc_ä', 'x'.repeat(129), 'Encounter/..', undefined, null, {}]) {
    for (const call of [() => clinik.encounters.read(id), () => clinik.encounters.update(id, {}), () => clinik.encounters.delete(id)]) {
      if (id === undefined || id === null) continue; // 'undefined' has the form of an id; TypeScript refuses it.
      await assert.rejects(call, (error) => error instanceof ClinikValidationError && error.code === 'INVALID_ID', String(id));
    }
  }
  assert.equal(requests.length, 0);
});

test('own headers are sent, but never in place of the key', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}), { headers: { 'X-Tenant': 'north', 'X-API-Key': 'clk_test_other' } });
  await clinik.encounters.read('enc_1');
  assert.equal(requests[0].headers['x-tenant'], 'north');
  assert.equal(requests[0].headers['x-api-key'], key);
});

test('hooks see every attempt without the key and may add headers', async (t) => {
  const events = [];
  const { requests, baseUrl, clinik } = await serveClinik(t, (_, number) => (number === 0 ? { status: 503, headers: { 'retry-after': '0' } } : found({})), {
    onRequest: (event) => {
      events.push({ ...event, headers: { ...event.headers } });
      event.headers.traceparent = '00-1';
      event.headers['X-Api-Key'] = 'clk_test_other';
    },
    onResponse: async (event) => { events.push(event); },
  });
  await clinik.encounters.read('enc_1');
  assert.deepEqual(events.map(({ method, url, attempt, status }) => ({ method, url, attempt, status })), [
    { method: 'GET', url: `${baseUrl}/v1/encounters/enc_1`, attempt: 0, status: undefined },
    { method: 'GET', url: `${baseUrl}/v1/encounters/enc_1`, attempt: 0, status: 503 },
    { method: 'GET', url: `${baseUrl}/v1/encounters/enc_1`, attempt: 1, status: undefined },
    { method: 'GET', url: `${baseUrl}/v1/encounters/enc_1`, attempt: 1, status: 200 },
  ]);
  assert.equal(events[1].requestId, 'req_0123');
  assert.equal(typeof events[1].durationMs, 'number');
  assert.ok(!JSON.stringify(events).includes(key));
  assert.deepEqual(requests.map(({ headers }) => headers.traceparent), ['00-1', '00-1']);
  assert.deepEqual(requests.map(({ headers }) => headers['x-api-key']), [key, key]);
});

test('the log tells of attempts without key, id, query or body', async (t) => {
  const lines = [];
  for (const level of ['debug', 'info', 'warn', 'error']) {
    const original = console[level];
    console[level] = (line) => lines.push(line);
    t.after(() => { console[level] = original; });
  }
  const { clinik } = await serveClinik(t, (_, number) => (number === 0 ? { status: 503, headers: { 'retry-after': '0' } } : found({ data: [] })), { logLevel: 'debug' });
  await clinik.patients.search({ name: 'Chalmers' });
  await clinik.patients.update('pt_abc123', { lastName: 'Chalmers' });
  await clinik.fhir.request('GET', 'Patient/abc123?name=Chalmers');
  assert.equal(lines.length, 5);
  assert.match(lines[0], /GET \/v1\/patients: 503 in \d+ ms \(req_0123\)/);
  assert.match(lines[1], /HTTP_503, again in 0 ms/);
  for (const line of lines) assert.doesNotMatch(line, /Secret|Chalmers|abc123/);
});

test('a fetch of one\'s own is used', async (t) => {
  let calls = 0;
  const { clinik } = await serveClinik(t, () => found({}), { fetch: (...request) => { calls += 1; return fetch(...request); } });
  await clinik.encounters.read('enc_1');
  assert.equal(calls, 1);
});
