import assert from 'node:assert/strict';
import test from 'node:test';
import { found, serveClinik } from './server.mjs';

test('export and import answer with a ticket', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => ({ ...found({ jobId: 'job_1', status: 'pending' }), status: 202 }));
  assert.equal((await clinik.bulk.export({ resourceTypes: ['Patient'], since: '2025-01-01' })).data.jobId, 'job_1');
  await clinik.bulk.import({ resourceType: 'Patient', data: '{"lastName":"Chalmers"}\n' });
  assert.deepEqual(requests.map(({ method, url, body }) => [method, url, body]), [
    ['POST', '/v1/bulk/export', { resourceTypes: ['Patient'], since: '2025-01-01' }],
    ['POST', '/v1/bulk/import', { resourceType: 'Patient', data: '{"lastName":"Chalmers"}\n' }],
  ]);
});

test('wait looks until the job has ended', async (t) => {
  const states = ['pending', 'processing', 'failed'];
  const { requests, clinik } = await serveClinik(t, (_, number) => found({ id: 'job_1', status: states[number], errors: ['line 2: lastName: Required'] }));
  const { data } = await clinik.bulk.wait('job_1', { interval: 5 });
  assert.equal(data.status, 'failed');
  assert.equal(requests.length, 3);
  assert.equal(requests[0].url, '/v1/bulk/jobs/job_1');
});

test('wait ends by its own limit and by a signal', async (t) => {
  const { clinik } = await serveClinik(t, () => found({ id: 'job_1', status: 'processing' }));
  await assert.rejects(clinik.bulk.wait('job_1', { interval: 20, maxWait: 50 }), { name: 'ClinikTimeoutError' });
  const signal = AbortSignal.timeout(50);
  await assert.rejects(clinik.bulk.wait('job_1', { interval: 10_000, signal }), { name: 'TimeoutError' });
});
