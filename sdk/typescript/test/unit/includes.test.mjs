import assert from 'node:assert/strict';
import test from 'node:test';
import { found, serveClinik } from './server.mjs';

const types = {
  encounters: ['Encounter'], observations: ['Observation'], medications: ['MedicationStatement', 'Medication'],
  appointments: ['Appointment'], intakes: ['QuestionnaireResponse'], consents: ['Consent'], labs: ['DiagnosticReport'],
  prescriptions: ['MedicationRequest'], notes: ['DocumentReference'], assessments: ['ClinicalImpression'], documents: ['Composition'],
};

function bundleOf(resources) {
  const entry = resources.map((resource, place) => ({ resource, search: { mode: place === 0 ? 'match' : 'include' } }));
  return { resourceType: 'Bundle', type: 'searchset', total: 1, entry };
}

test('a patient read with includes sorts the record into lists', async (t) => {
  const patient = { resourceType: 'Patient', id: 'abc123' };
  const others = Object.values(types).flat().map((resourceType) => ({ resourceType, id: '1' }));
  const bundle = bundleOf([patient, ...others, { resourceType: 'Patient', id: 'linked' }, { resourceType: 'Condition', id: '1' }, { resourceType: 'constructor' }]);
  const { requests, clinik } = await serveClinik(t, () => found(bundle));
  const { data, meta } = await clinik.patients.read('pt_abc123', { include: ['Encounter', 'Observation:patient'] });
  assert.equal(requests[0].url, '/v1/patients/pt_abc123?_revinclude=Encounter%3Asubject&_revinclude=Encounter%3Apatient&_revinclude=Observation%3Apatient');
  assert.deepEqual(data.patient, patient);
  for (const [list, expected] of Object.entries(types)) assert.deepEqual(data[list].map(({ resourceType }) => resourceType), expected, list);
  assert.deepEqual(data.raw, bundle);
  assert.deepEqual(Object.keys(data).sort(), [...Object.keys(types), 'patient', 'raw'].sort());
  assert.equal(meta.requestId, 'req_0123');
});

test('lists without a hit are empty, not absent', async (t) => {
  const { clinik } = await serveClinik(t, () => found(bundleOf([{ resourceType: 'Patient', id: 'abc123' }])));
  const { data } = await clinik.patients.read('pt_abc123', { include: ['Encounter'] });
  for (const list of Object.keys(types)) assert.deepEqual(data[list], []);
});

test('a patient read without includes is the simple patient', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found({ id: 'pt_abc123', firstName: 'Ada' }));
  assert.equal((await clinik.patients.read('pt_abc123')).data.firstName, 'Ada');
  assert.equal((await clinik.patients.read('pt_abc123', { include: [] })).data.firstName, 'Ada');
  assert.equal((await clinik.patients.read('pt_abc123', { timeout: 5000 })).data.firstName, 'Ada');
  assert.deepEqual(requests.map(({ url }) => url), Array(3).fill('/v1/patients/pt_abc123'));
});

test('encounters, observations, appointments and labs bring along what they refer to', async (t) => {
  const { requests, clinik } = await serveClinik(t, () => found(bundleOf([{ resourceType: 'Encounter', id: '1' }])));
  for (const name of ['encounters', 'observations', 'appointments', 'labs']) {
    const { data } = await clinik[name].read('1', { include: ['Encounter:subject', 'Encounter:participant'] });
    assert.equal(data.resourceType, 'Bundle');
    assert.equal(requests.at(-1).url, `/v1/${name}/1?_include=Encounter%3Asubject&_include=Encounter%3Aparticipant`);
  }
});
