import { ClinikAPI } from "@osler/sdk";

const client = new ClinikAPI({ apiKey: process.env.OSLER_API_KEY });

const encounter = await client.encounters.create({
  status: "finished",
  class: "AMB",
  patientId: "pt_abc123",
  practitionerId: "prac_xyz789",
  reasonCode: "Annual wellness visit",
  period: {
    start: "2025-01-15T09:00:00.000Z",
    end: "2025-01-15T09:30:00.000Z",
  },
  lengthMinutes: 30,
});

console.log(encounter.data.id);
