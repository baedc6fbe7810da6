import { Clinik } from '@osler/sdk';

const clinik = new Clinik(process.env.OSLER_API_KEY!);

// create
const { data: encounter } = await clinik.encounters.create({
  status: 'in-progress',
  class: 'AMB',
  patientId: 'pt_abc123',
  practitionerId: 'prac_def456',
  type: 'routine-checkup',
  period: { start: '2025-06-01T09:00:00Z' },
  lengthMinutes: 30,
  location: 'Clinic A - Room 3',
  diagnosis: [
    { condition: 'I10', use: 'AD', rank: 1 },
  ],
});

// update
await clinik.encounters.update('enc_xyz789', {
  status: 'finished',
  period: {
    start: '2025-06-01T09:00:00Z',
    end: '2025-06-01T09:30:00Z',
  },
});

// search
const { data } = await clinik.encounters.search({
  patientId: 'pt_abc123',
  status: 'finished',
  dateFrom: '2025-01-01',
  sort: '-date',
  count: 25,
});

console.log('Finished encounters:', data.data.length);

// delete
await clinik.encounters.delete(encounter.id);
