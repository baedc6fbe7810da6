import assert from 'node:assert/strict';
import { ClinikNotFoundError } from '@osler/sdk';
import { clinik, newPatient, serverTest } from './target.mjs';

serverTest('an encounter is created, read, updated and deleted', async () => {
  const patient = await newPatient();
  const created = await clinik.encounters.create({
    status: 'planned', class: 'VR', patientId: patient.id, type: 'follow-up', location: 'Room 3',
    period: { start: '2025-06-01T09:00:00Z' }, diagnosis: [{ condition: 'I10', use: 'AD', rank: 1 }],
  });
  assert.match(created.data.id, /^enc_[A-Za-z0-9.-]{1,64}$/);
  assert.equal(created.meta.status, 201);
  assert.match(created.meta.requestId, /^req_[0-9a-f]{24}$/);
  assert.ok(!Number.isNaN(Date.parse(created.meta.timestamp)));
  for (const name of ['rateLimitTotal', 'rateLimitRemaining', 'rateLimitReset']) assert.ok(Number.isInteger(created.meta[name]), name);
  assert.match(created.meta.location, new RegExp(`${created.data.id}$`));

  const read = await clinik.encounters.read(created.data.id);
  assert.deepEqual(read.data, created.data);
  assert.equal(read.data.patientId, patient.id);
  assert.deepEqual(read.data.diagnosis, [{ condition: 'I10', use: 'AD', rank: 1 }]);
  assert.equal(read.meta.etag, created.meta.etag);

  const updated = await clinik.encounters.update(created.data.id, { status: 'finished', location: null });
  assert.equal(updated.data.status, 'finished');
  assert.equal(updated.data.location, undefined);
  assert.equal(updated.data.type, 'follow-up', 'a field that was not sent has changed');
  assert.notEqual(updated.meta.etag, created.meta.etag);
  assert.deepEqual((await clinik.encounters.read(created.data.id)).data, updated.data);

  const deleted = await clinik.encounters.delete(created.data.id);
  assert.equal(deleted.data, undefined);
  assert.equal(deleted.meta.status, 204);
  await assert.rejects(clinik.encounters.read(created.data.id), ClinikNotFoundError);
  await assert.rejects(clinik.encounters.delete(created.data.id), ClinikNotFoundError);
});

serverTest('an encounter is read by every form of its id', async () => {
  const patient = await newPatient();
  const { data } = await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id });
  const bare = data.id.replace(/^enc_/, '');
  for (const id of [data.id, bare, `Encounter/${bare}`]) assert.equal((await clinik.encounters.read(id)).data.id, data.id);
  await assert.rejects(clinik.encounters.read(patient.id), ClinikNotFoundError);
});

serverTest('a JSON Patch changes an encounter', async () => {
  const patient = await newPatient();
  const { data } = await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id });
  const patched = await clinik.encounters.update(data.id, [{ op: 'replace', path: '/status', value: 'arrived' }]);
  assert.equal(patched.data.status, 'arrived');
});

serverTest('encounters are found by patient, status and date, sorted, and in pages', async () => {
  const patient = await newPatient();
  const days = ['2025-01-01', '2025-01-15', '2025-02-01'];
  const ids = [];
  for (const [place, day] of days.entries()) {
    const { data } = await clinik.encounters.create({
      status: place === 1 ? 'planned' : 'finished', class: 'AMB', patientId: patient.id, period: { start: `${day}T23:30:00Z` },
    });
    ids.push(data.id);
  }
  const [first, second, third] = ids;
  const found = async (params) => (await clinik.encounters.search({ patientId: patient.id, sort: 'date', ...params })).data;
  const foundIds = async (params) => (await found(params)).data.map(({ id }) => id);

  assert.deepEqual(await foundIds({}), [first, second, third]);
  assert.deepEqual(await foundIds({ sort: '-date' }), [third, second, first]);
  assert.deepEqual(await foundIds({ status: 'finished' }), [first, third]);
  assert.deepEqual(await foundIds({ status: ['planned', 'finished'] }), [first, second, third]);
  assert.deepEqual(await foundIds({ dateFrom: '2025-01-15' }), [second, third]);
  assert.deepEqual(await foundIds({ dateTo: '2025-01-15' }), [first, second]);
  assert.deepEqual(await foundIds({ dateFrom: '2025-01-15', dateTo: '2025-01-15', status: 'planned' }), [second]);
  assert.deepEqual(await foundIds({ status: 'cancelled' }), []);

  const page = await found({ count: 2 });
  assert.deepEqual([page.data.map(({ id }) => id), page.total, page.hasMore], [[first, second], 3, true]);
  assert.equal(page.nextCursor, page.cursor);
  const rest = await found({ count: 2, cursor: page.cursor });
  assert.deepEqual([rest.data.map(({ id }) => id), rest.total, rest.hasMore, rest.cursor], [[third], 3, false, null]);
});

serverTest('what was written is found by the next search', async () => {
  const patient = await newPatient();
  for (let number = 1; number <= 10; number += 1) {
    await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id });
    assert.equal((await clinik.encounters.search({ patientId: patient.id })).data.total, number);
  }
});
