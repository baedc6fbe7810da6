// The examples of the documents this product began with, run as programs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clinik, ensureSampleResources, serverTest } from './target.mjs';

async function outputOf(example) {
  const file = fileURLToPath(new URL(`../../build/examples/${example}.js`, import.meta.url));
  const env = { ...process.env, CLINIKAPI_SECRET_KEY: process.env.OSLER_API_KEY };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
  return stdout.trim();
}

serverTest('create-encounter prints the id of a stored encounter', async () => {
  await ensureSampleResources();
  const id = await outputOf('create-encounter');
  assert.match(id, /^enc_/);
  const { data } = await clinik.encounters.read(id);
  assert.equal(data.status, 'finished');
  assert.equal(data.class, 'AMB');
  assert.equal(data.patientId, 'pt_abc123');
  assert.equal(data.practitionerId, 'prac_xyz789');
  assert.equal(data.reasonCode, 'Annual wellness visit');
  assert.equal(data.lengthMinutes, 30);
  assert.equal(Date.parse(data.period.end) - Date.parse(data.period.start), 30 * 60 * 1000);
});

serverTest('encounters creates, updates, searches and deletes', async () => {
  await ensureSampleResources();
  assert.match(await outputOf('encounters'), /^Finished encounters: [1-9]\d*$/);
  const { data } = await clinik.encounters.read('enc_xyz789');
  assert.equal(data.status, 'finished');
  assert.equal(Date.parse(data.period.end), Date.parse('2025-06-01T09:30:00Z'));
});

serverTest('create-assessment prints the id of a stored assessment', async () => {
  await ensureSampleResources();
  const id = await outputOf('create-assessment');
  assert.match(id, /^assess_/);
  const { data } = await clinik.assessments.read(id);
  assert.equal(data.encounterId, 'enc_xyz789');
  assert.equal(data.practitionerId, 'prac_def456');
  assert.deepEqual(data.findings, [
    { code: 'I10', text: 'Essential hypertension — well controlled on lisinopril 10mg' },
    { code: 'E11.9', text: 'Type 2 diabetes mellitus — HbA1c 6.8%, at goal' },
  ]);
  assert.equal(data.note, 'Follow up in 3 months. Order HbA1c and CMP at next visit.');
});
