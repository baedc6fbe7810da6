import assert from 'node:assert/strict';
import { ClinikConflictError, ClinikNotFoundError, ClinikValidationError } from '@osler/sdk';
import { clinik, newPatient, serverTest } from './target.mjs';

serverTest('ifMatch lets the current version through and refuses an old one', async () => {
  const patient = await newPatient();
  const created = await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId: patient.id });
  const { id } = created.data;
  const updated = await clinik.encounters.update(id, { status: 'arrived' }, { ifMatch: created.meta.etag });
  assert.equal(updated.data.status, 'arrived');

  const conflict = (error) => {
    assert.ok(error instanceof ClinikConflictError);
    assert.deepEqual([error.status, error.code], [409, 'CONFLICT']);
    return true;
  };
  await assert.rejects(clinik.encounters.update(id, { status: 'triaged' }, { ifMatch: created.meta.etag }), conflict);
  await assert.rejects(clinik.encounters.delete(id, { ifMatch: created.meta.etag }), conflict);
  assert.equal((await clinik.encounters.read(id)).data.status, 'arrived');

  await clinik.encounters.delete(id, { ifMatch: updated.meta.etag });
  await assert.rejects(clinik.encounters.read(id), ClinikNotFoundError);
});

serverTest('the same idempotency key stores once', async (t) => {
  const patient = await newPatient();
  const request = { status: 'planned', class: 'AMB', patientId: patient.id };
  const idempotencyKey = `sdk-test-${patient.id}`;
  const first = await clinik.encounters.create(request, { idempotencyKey });
  const second = await clinik.encounters.create(request, { idempotencyKey });
  assert.equal(first.meta.replayed, undefined);
  if (!second.meta.replayed) return t.skip('the server sent no Idempotent-Replayed: it does not replay yet');
  assert.equal(second.data.id, first.data.id);
  assert.equal(second.meta.status, 201);
  assert.equal((await clinik.encounters.search({ patientId: patient.id })).data.total, 1);
  await assert.rejects(clinik.encounters.create({ ...request, class: 'VR' }, { idempotencyKey }), (error) => {
    assert.ok(error instanceof ClinikValidationError);
    assert.equal(error.code, 'IDEMPOTENCY_KEY_REUSED');
    return true;
  });
});
