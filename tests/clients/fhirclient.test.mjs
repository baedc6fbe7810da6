// fhirclient (SMART), unchanged, through every method that needs no launch: the last test says so. Spec: fhir.md, section 15.
import assert from "node:assert/strict";
import { test } from "node:test";
import FHIR from "fhirclient";
import { faults, watch } from "./covered.mjs";

const serverUrl = process.env.OSLER_FHIR_URL;
const storage = { async get() { return undefined; }, async set(key, value) { return value; }, async unset() { return true; } };
const api = FHIR({ headers: {}, url: "/" }, {}, storage);
const called = new Set();
const launch = "a SMART launch: a later chapter of the specification";
/** What needs more than a FHIR server, or what no caller calls. */
const notCalled = { "smart.ready": launch, "smart.authorize": launch, "smart.init": launch, connect: "for fhir.js, another client", _clearState: "private",
  "FhirClient.resolveRef": "private: references are resolved through it", "FhirClient.fetchReferences": "protected: references are fetched through it" };
const unwatched = FHIR({ headers: {}, url: "/" }, {}, storage).client({ serverUrl });
const names = [...watch(Object.getPrototypeOf(unwatched), called), ...watch(FHIR.FhirClient.prototype, called, "FhirClient."),
  ...watch(api, called, "smart.")];
const seed = api.client({ serverUrl, tokenResponse: { access_token: process.env.OSLER_TOKEN } });
const patient = (value, more = {}) => ({ resourceType: "Patient", identifier: [{ system: "urn:smart", value }], ...more });
const made = await seed.create(patient("launch"));
const encounter = await seed.create({ resourceType: "Encounter", status: "planned", class: { code: "AMB" }, subject: { reference: `Patient/${made.id}` } });
const doctor = await seed.create({ resourceType: "Practitioner" });
const idToken = `e30.${Buffer.from(JSON.stringify({ fhirUser: `Practitioner/${doctor.id}` })).toString("base64url")}.x`;
const client = api.client({ serverUrl, tokenResponse: { access_token: process.env.OSLER_TOKEN, patient: made.id, encounter: encounter.id, id_token: idToken } });
for (const part of ["patient", "encounter", "user", "units"]) names.push(...watch(client[part], called, `${part}.`));

test("create, update, patch, delete", async () => {
  const created = await client.create(patient("crud", { active: true }));
  const updated = await client.update({ ...created, gender: "male" });
  assert.equal(updated.meta.versionId, "2");
  const patched = await client.patch(`Patient/${created.id}`, [{ op: "replace", path: "/gender", value: "other" }]);
  assert.equal(patched.gender, "other");
  await client.delete(`Patient/${created.id}`);
  await assert.rejects(client.request(`Patient/${created.id}`), (error) => error.statusCode === 410 || error.status === 410);
});

test("request: by string, by options, with the response", async () => {
  assert.equal((await client.request(`Patient/${made.id}`)).id, made.id);
  assert.equal((await client.request({ url: `Patient/${made.id}` })).id, made.id);
  const { response, body } = await client.request({ url: `Patient/${made.id}`, includeResponse: true });
  assert.equal(response.headers.get("etag"), 'W/"1"');
  assert.equal(body.id, made.id);
  await assert.rejects(client.request("Patient?nosuch=1"), /400|nosuch/);
});

test("request: flat pages, all of them", async () => {
  for (let n = 0; n < 5; n += 1) await client.create({ resourceType: "Basic", code: { text: "smart" } });
  const all = await client.request("Basic?_count=2", { pageLimit: 0, flat: true });
  assert.equal(all.length, 5);
  const seen = [];
  await client.request("Basic?_count=2", { pageLimit: 0, onPage: (page) => { seen.push(page.entry.length); } });
  assert.deepEqual(seen, [2, 2, 1]);
});

test("request: resolves references", async () => {
  const observation = await client.create({ resourceType: "Observation", status: "final", code: { text: "x" }, subject: { reference: `Patient/${made.id}` } });
  const resolved = await client.request(`Observation/${observation.id}`, { resolveReferences: "subject" });
  assert.equal(resolved.subject.id, made.id);
  const graph = await client.request(`Observation/${observation.id}`, { resolveReferences: "subject", graph: false });
  assert.ok(Object.values(graph.references).some((one) => one.id === made.id));
});

test("resolveReferences and getReferences", async () => {
  const plain = await client.request(`Encounter/${encounter.id}`);
  const references = await client.getReferences(plain, ["subject"]);
  assert.ok(Object.values(references).some((one) => one.id === made.id));
  await client.resolveReferences(plain, ["subject"]);
  assert.equal(plain.subject.id, made.id);
});

test("pages and resources", async () => {
  let pages = 0;
  for await (const page of client.pages("Basic?_count=2")) { assert.equal(page.resourceType, "Bundle"); pages += 1; }
  assert.equal(pages, 3);
  const ids = new Set();
  for await (const resource of client.resources("Basic?_count=2")) ids.add(resource.id);
  assert.equal(ids.size, 5);
});

test("patient and encounter of the launch", async () => {
  assert.equal(client.patient.id, made.id);
  assert.equal((await client.patient.read()).id, made.id);
  assert.equal((await client.encounter.read()).id, encounter.id);
  const requested = await client.patient.request("Encounter");
  assert.equal(requested.entry?.length ?? requested.length, 1);
});

test("the user of the launch", async () => {
  assert.equal(client.getFhirUser(), `Practitioner/${doctor.id}`);
  assert.equal(client.getUserType(), "Practitioner");
  assert.equal(client.getUserId(), doctor.id);
  assert.equal(client.getIdToken().fhirUser, `Practitioner/${doctor.id}`);
  assert.deepEqual([client.user.id, client.user.resourceType, client.user.fhirUser], [doctor.id, "Practitioner", `Practitioner/${doctor.id}`]);
  assert.equal(client.encounter.id, encounter.id);
  assert.equal((await client.user.read()).id, doctor.id);
});

test("a client without a launch", async () => {
  const plain = new FHIR.FhirClient(serverUrl);
  const headers = { Authorization: `Bearer ${process.env.OSLER_TOKEN}` };
  plain.getRequestDefaults = async () => ({ headers });
  const created = await plain.create(patient("plain"));
  assert.equal((await plain.update({ ...created, gender: "other" })).meta.versionId, "2");
  assert.equal((await plain.patch(`Patient/${created.id}`, [{ op: "add", path: "/active", value: true }])).active, true);
  assert.equal((await plain.fhirRequest(`Patient/${created.id}`)).meta.versionId, "3");
  const visit = await plain.fhirRequest(`Encounter/${encounter.id}`);
  assert.ok(Object.values(await plain.getReferences(visit, ["subject"])).some((one) => one.id === made.id));
  await plain.resolveReferences(visit, ["subject"]);
  assert.equal(visit.subject.id, made.id);
  const found = [];
  for await (const page of plain.pages("Patient?identifier=urn:smart|plain")) found.push(...page.entry);
  for await (const resource of plain.resources("Patient?identifier=urn:smart|plain")) assert.equal(resource.id, created.id);
  assert.equal(found.length, 1);
  assert.equal(await plain.getFhirVersion(), "4.0.1");
  assert.equal(await plain.getFhirRelease(), 4);
  await plain.delete(`Patient/${created.id}`);
  await assert.rejects(plain.fhirRequest(`Patient/${created.id}`), (error) => (error.statusCode ?? error.status) === 410);
  assert.deepEqual(await new FHIR.FhirClient(serverUrl).getRequestDefaults(), {});
});

test("a token that cannot be refreshed", async () => {
  assert.equal((await client.refreshIfNeeded()).serverUrl, serverUrl);
  assert.throws(() => client.refresh(), /refresh/);
});

test("versions from metadata", async () => {
  assert.equal(await client.getFhirVersion(), "4.0.1");
  assert.equal(await client.getFhirRelease(), 4);
});

test("what needs no server", async () => {
  assert.equal(client.getPatientId(), made.id);
  assert.equal(client.getEncounterId(), encounter.id);
  assert.equal(client.getAuthorizationHeader(), `Bearer ${process.env.OSLER_TOKEN}`);
  assert.equal(client.getState("serverUrl"), serverUrl);
  assert.equal(client.getPath({ a: [{ b: 1 }] }, "a.0.b"), 1);
  const observations = [{ resourceType: "Observation", status: "final", code: { coding: [{ code: "c" }] } }];
  assert.deepEqual(Object.keys(client.byCode(observations, "code")), ["c"]);
  assert.equal(client.byCodes(observations, "code")("c").length, 1);
  assert.equal(client.units.kg({ code: "kg", value: 70 }), 70);
  assert.equal(client.units.cm({ code: "m", value: 1.5 }), 150);
  assert.equal(client.units.any({ value: 3 }), 3);
  assert.equal((await client.getRequestDefaults()).headers.authorization, `Bearer ${process.env.OSLER_TOKEN}`);
});

test("no method is left out", () => {
  assert.deepEqual(faults(names, called, notCalled), { missing: [], stale: [] });
});
