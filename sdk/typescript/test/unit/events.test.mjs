import assert from 'node:assert/strict';
import test from 'node:test';
import { found, serveClinik } from './server.mjs';

/** A feed of 5 events, two on a page; its cursor never ends. */
function feed({ url }) {
  const after = /after=evt_(\d+)/.exec(url);
  const first = after ? Number(after[1]) + 1 : 1;
  const data = [first, first + 1].filter((number) => number <= 5).map((number) => ({ id: `evt_${number}`, event: 'patient.created' }));
  return found({ data, cursor: data.at(-1)?.id ?? `evt_${first - 1}`, hasMore: first + 1 < 5 });
}

test('a page has its cursor, and the next look goes on from there', async (t) => {
  const { clinik, requests } = await serveClinik(t, feed);
  const { data: page } = await clinik.events.list({ event: ['patient.*', 'encounter.created'], count: 2 });
  assert.deepEqual(page.data.map(({ id }) => id), ['evt_1', 'evt_2']);
  const { data: next } = await clinik.events.list({ after: page.cursor });
  assert.equal(next.data[0].id, 'evt_3');
  assert.deepEqual(requests.map(({ url }) => url), ['/v1/events?event=patient.*%2Cencounter.created&count=2', '/v1/events?after=evt_2']);
});

test('a walk ends where the feed ends now', async (t) => {
  const { clinik } = await serveClinik(t, feed);
  const ids = [];
  for await (const { id } of clinik.events.list({ after: 'evt_1' })) ids.push(id);
  assert.deepEqual(ids, ['evt_2', 'evt_3', 'evt_4', 'evt_5']);
  assert.deepEqual((await clinik.events.list().toArray({ limit: 3 })).length, 3);
});

test('nothing new is an empty page', async (t) => {
  const { clinik } = await serveClinik(t, feed);
  const { data } = await clinik.events.list({ after: 'evt_5' });
  assert.deepEqual(data, { data: [], cursor: 'evt_5', hasMore: false });
});

test('a job is cancelled', async (t) => {
  const { clinik, requests } = await serveClinik(t, () => found({ id: 'job_1', status: 'failed' }));
  assert.equal((await clinik.bulk.cancel('job_1')).data.status, 'failed');
  assert.deepEqual([requests[0].method, requests[0].url], ['DELETE', '/v1/bulk/jobs/job_1']);
});

test('transactions and batches are Bundles', async (t) => {
  const { clinik, requests } = await serveClinik(t, () => ({ body: { resourceType: 'Bundle', type: 'transaction-response' } }));
  const entry = { request: { method: 'DELETE', url: 'Patient/1' } };
  assert.equal((await clinik.fhir.transaction([entry])).data.type, 'transaction-response');
  await clinik.fhir.batch([entry, entry]);
  assert.deepEqual(requests.map(({ url, body }) => [url, body.resourceType, body.type, body.entry.length]), [['/v1/fhir', 'Bundle', 'transaction', 1], ['/v1/fhir', 'Bundle', 'batch', 2]]);
});
