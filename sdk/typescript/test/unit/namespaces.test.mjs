import assert from 'node:assert/strict';
import test from 'node:test';
import { Clinik } from '@osler/sdk';
import { resources } from '../../dist/esm/generated/table.js';
import { found, key, serveClinik } from './server.mjs';

test('every resource of the schema is a namespace that reaches its path', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({}));
  for (const name of ['patients', 'practitioners', 'encounters', 'assessments', 'documents']) assert.ok(resources[name], name);
  for (const [name, { path, appendOnly }] of Object.entries(resources)) {
    requests.length = 0;
    const namespace = clinik[name];
    await namespace.create({});
    await namespace.read('1');
    if (!appendOnly) await namespace.update('1', {});
    await namespace.delete('1');
    await namespace.search();
    const expected = [`POST /v1/${path}`, `GET /v1/${path}/1`, `PATCH /v1/${path}/1`, `DELETE /v1/${path}/1`, `GET /v1/${path}`];
    assert.deepEqual(requests.map(({ method, url }) => `${method} ${url}`), expected.filter((line) => !(appendOnly && line.startsWith('PATCH'))));
  }
});

test('what cannot be changed has no update', () => {
  const clinik = new Clinik(key);
  for (const name of ['auditEvents', 'immunizationRecommendations']) {
    if (clinik[name]) assert.equal(clinik[name].update, undefined, name);
  }
});

test('intakes are submitted and consents signed; create does the same', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({ id: '1' }));
  if (!clinik.intakes) return t.skip('schema/v1 has no intakes yet');
  assert.equal((await clinik.intakes.submit({ patientId: 'pt_1' })).data.id, '1');
  await clinik.intakes.create({ patientId: 'pt_1' });
  await clinik.consents.sign({ patientId: 'pt_1' });
  assert.deepEqual(requests.map(({ method, url }) => `${method} ${url}`), ['POST /v1/intakes', 'POST /v1/intakes', 'POST /v1/consents']);
});
