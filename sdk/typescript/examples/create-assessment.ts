import { Clinik } from '@osler/sdk';

const clinik = new Clinik(process.env.CLINIKAPI_SECRET_KEY!);

const { data: assessment } = await clinik.assessments.create({
  status: 'completed',
  patientId: 'pt_abc123',
  encounterId: 'enc_xyz789',
  practitionerId: 'prac_def456',
  description: 'Annual wellness assessment',
  summary: 'Patient presents with well-controlled hypertension and type 2 diabetes. No signs of end-organ damage.',
  findings: [
    { code: 'I10', text: 'Essential hypertension — well controlled on lisinopril 10mg' },
    { code: 'E11.9', text: 'Type 2 diabetes mellitus — HbA1c 6.8%, at goal' },
  ],
  note: 'Follow up in 3 months. Order HbA1c and CMP at next visit.',
  effectiveDateTime: '2025-01-15T10:00:00Z',
});

console.log(assessment.id); // assess_abc123
