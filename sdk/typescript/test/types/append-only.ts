// Compiled, never run: resources that differ from the rest.
import { Clinik, type ConsentCreateRequest, type IntakeCreateRequest } from '@osler/sdk';

const clinik = new Clinik('clk_test_abc');

async function differences(intake: IntakeCreateRequest, consent: ConsentCreateRequest) {
  const { data } = await clinik.intakes.submit(intake);
  await clinik.intakes.create(intake);
  await clinik.consents.sign(consent);
  // @ts-expect-error What was audited cannot be changed.
  await clinik.auditEvents.update('audit_1', {});
  // @ts-expect-error Recommendations cannot be changed.
  await clinik.immunizationRecommendations.update('immrec_1', {});
  return data.id;
}

async function patchOnly() {
  await clinik.prescriptions.update('rx_1', { status: 'stopped' });
  // @ts-expect-error A prescription is stopped later, not when it is written.
  await clinik.prescriptions.create({ status: 'stopped', patientId: 'pt_1', prescriberId: 'prac_1', medication: 'aspirin' });
}

export { differences, patchOnly };
