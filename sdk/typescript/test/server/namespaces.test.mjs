import assert from 'node:assert/strict';
import { ClinikNotFoundError } from '@osler/sdk';
import { clinik, newPatient, serverTest } from './target.mjs';

/** Creates, reads, changes, finds and deletes one resource. */
async function fullCircle(namespace, request, change, filter) {
  const { data: created } = await namespace.create(request);
  assert.deepEqual((await namespace.read(created.id)).data, created);
  for (const [name, value] of Object.entries(request)) assert.deepEqual(created[name], value, name);
  const { data: updated } = await namespace.update(created.id, change);
  assert.deepEqual({ ...updated, updatedAt: created.updatedAt }, { ...created, ...change });
  const found = await namespace.search(filter(created)).toArray({ limit: 1000 });
  assert.ok(found.some(({ id }) => id === created.id), 'not found by search');
  assert.equal((await namespace.delete(created.id)).data, undefined);
  await assert.rejects(namespace.read(created.id), ClinikNotFoundError);
}

serverTest('patients', async () => {
  const lastName = `Chalmers${Date.now()}`;
  const address = { line: ['534 Erewhon St'], city: 'Pleasantville', postalCode: '3999' };
  const email = `${lastName}@example.org`.toLowerCase();
  await fullCircle(clinik.patients, { firstName: 'Ada', lastName, gender: 'female', birthDate: '1970-01-31', email, address },
    { birthDate: '1971-02-28' }, () => ({ name: lastName.slice(2).toLowerCase() }));
});

serverTest('practitioners', async () => {
  const lastName = `Careful${Date.now()}`;
  await fullCircle(clinik.practitioners, { firstName: 'Adam', lastName, specialty: 'Cardiology' }, { specialty: 'Nephrology' }, () => ({ name: lastName }));
});

serverTest('assessments', async () => {
  const { id: patientId } = await newPatient();
  await fullCircle(clinik.assessments, { status: 'in-progress', patientId, summary: 'Stable', findings: [{ code: 'I10', text: 'Hypertension' }] },
    { status: 'completed' }, () => ({ patientId, status: 'completed' }));
});

serverTest('documents', async () => {
  const { id: patientId } = await newPatient();
  const { data: practitioner } = await clinik.practitioners.create({ firstName: 'Adam', lastName: 'Careful' });
  const sections = [{ title: 'Course', text: 'Uneventful <b>& short</b>.', sections: [{ title: 'Plan', text: 'None.' }] }];
  await fullCircle(clinik.documents, { status: 'preliminary', type: 'discharge-summary', patientId, practitionerId: practitioner.id, title: 'Discharge', sections },
    { status: 'final' }, () => ({ patientId }));
});

serverTest('a patient read brings the record along, sorted', async () => {
  const { id: patientId } = await newPatient();
  const { data: encounter } = await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId });
  await clinik.assessments.create({ status: 'completed', patientId, summary: 'Stable' });
  const { data: record } = await clinik.patients.read(patientId, { include: ['Encounter', 'ClinicalImpression'] });
  assert.equal(record.patient.id, patientId.replace(/^pt_/, ''));
  assert.deepEqual(record.encounters.map(({ id }) => id), [encounter.id.replace(/^enc_/, '')]);
  assert.equal(record.assessments.length, 1);
  assert.deepEqual(record.observations, []);
  assert.equal(record.raw.total, 1);
});

serverTest('an encounter read brings along what it refers to', async () => {
  const { id: patientId } = await newPatient();
  const { data: encounter } = await clinik.encounters.create({ status: 'planned', class: 'AMB', patientId });
  const { data: bundle } = await clinik.encounters.read(encounter.id, { include: ['Encounter:subject'] });
  assert.deepEqual(bundle.entry.map(({ resource }) => resource.resourceType).sort(), ['Encounter', 'Patient']);
});

serverTest('FHIR shows what /v1 wrote, and the other way round', async () => {
  const patient = await newPatient();
  const id = patient.id.replace(/^pt_/, '');
  const { data: resource, meta } = await clinik.fhir.read('Patient', id);
  assert.deepEqual([resource.resourceType, resource.name[0].family], ['Patient', 'Test']);
  await clinik.fhir.update({ ...resource, gender: 'female' }, { ifMatch: meta.etag });
  assert.equal((await clinik.patients.read(patient.id)).data.gender, 'female');
  const { data: bundle } = await clinik.fhir.search('Patient', { _id: id });
  assert.deepEqual(bundle.entry.map((entry) => entry.resource.id), [id]);
  const { data: same } = await clinik.fhir.request('GET', `Patient/${id}`);
  assert.equal(same.gender, 'female');
});
