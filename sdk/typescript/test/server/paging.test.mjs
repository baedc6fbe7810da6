import assert from 'node:assert/strict';
import { clinik, newPatient, otherClinik, serverTest } from './target.mjs';

const total = 130;

serverTest('walking more than a page gives every row exactly once', async () => {
  const patient = await newPatient();
  const ids = new Set();
  for (let made = 0; made < total; made += 10) {
    const batch = Array.from({ length: 10 }, () => clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id }));
    for (const { data } of await Promise.all(batch)) ids.add(data.id);
  }
  assert.equal(ids.size, total);

  let requests = 0;
  const counting = otherClinik({ onRequest: () => { requests += 1; } });
  const seen = [];
  for await (const { id } of counting.encounters.search({ patientId: patient.id })) seen.push(id);
  assert.equal(seen.length, total);
  assert.deepEqual(new Set(seen), ids);
  assert.equal(requests, 2);

  const small = [];
  for await (const { id } of clinik.encounters.search({ patientId: patient.id, count: 7, sort: 'createdAt' })) small.push(id);
  assert.equal(small.length, total);
  assert.deepEqual(new Set(small), ids);

  const search = clinik.encounters.search({ patientId: patient.id });
  assert.equal((await search.toArray({ limit: 101 })).length, 101);
  assert.equal((await search.toArray({ limit: 1000 })).length, total);
  assert.equal((await search).data.total, total);
});
