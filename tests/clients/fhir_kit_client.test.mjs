// fhir-kit-client, unchanged, through every method it has: the last test says so. Spec: fhir.md, section 15.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CapabilityTool, Client, splitReference } from "fhir-kit-client";
import { faults, watch } from "./covered.mjs";

const called = new Set();
const names = [...watch(Client.prototype, called), ...watch(Client, called, "Client."), ...watch(CapabilityTool.prototype, called, "CapabilityTool.")];
/** What no caller calls. */
const notCalled = { baseSearch: "private: all searches go through it" };

const client = new Client({ baseUrl: process.env.OSLER_FHIR_URL, bearerToken: process.env.OSLER_TOKEN });
const patient = (value, more = {}) => ({ resourceType: "Patient", identifier: [{ system: "urn:kit", value }], ...more });
const status = (promise) => promise.then(() => 200, (error) => error.response?.status);

test("create, read, vread, update, patch, delete", async () => {
  const made = await client.create({ resourceType: "Patient", body: patient("crud", { active: true }) });
  assert.equal(made.meta.versionId, "1");
  assert.deepEqual(await client.read({ resourceType: "Patient", id: made.id }), made);
  const updated = await client.update({ resourceType: "Patient", id: made.id, body: { ...made, gender: "female" } });
  assert.equal(updated.meta.versionId, "2");
  assert.equal((await client.vread({ resourceType: "Patient", id: made.id, version: "1" })).gender, undefined);
  const patched = await client.patch({ resourceType: "Patient", id: made.id, jsonPatch: [{ op: "replace", path: "/gender", value: "other" }] });
  assert.equal(patched.gender, "other");
  await client.delete({ resourceType: "Patient", id: made.id });
  assert.equal(await status(client.read({ resourceType: "Patient", id: made.id })), 410);
});

test("update by criteria", async () => {
  const made = await client.update({ resourceType: "Patient", searchParams: { identifier: "urn:kit|cond" }, body: patient("cond") });
  const again = await client.update({ resourceType: "Patient", searchParams: { identifier: "urn:kit|cond" }, body: patient("cond", { active: false }) });
  assert.equal(again.id, made.id);
  assert.equal(again.meta.versionId, "2");
});

test("create with If-None-Exist in the options", async () => {
  const options = { headers: { "If-None-Exist": "identifier=urn:kit|once" } };
  const first = await client.create({ resourceType: "Patient", body: patient("once"), options });
  const second = await client.create({ resourceType: "Patient", body: patient("once"), options });
  assert.equal(second.id, first.id);
});

test("batch and transaction, with the slash it sends", async () => {
  const entry = (value) => ({ resource: patient(value), request: { method: "POST", url: "Patient" } });
  for (const type of ["batch", "transaction"]) {
    const answer = await client[type]({ body: { resourceType: "Bundle", type, entry: [entry(`${type}1`), entry(`${type}2`)] } });
    assert.equal(answer.type, `${type}-response`);
    assert.deepEqual(answer.entry.map((e) => e.response.status.slice(0, 3)), ["201", "201"]);
  }
});

test("search: resource, by POST, system, compartment, and pages", async () => {
  const owner = await client.create({ resourceType: "Patient", body: patient("owner") });
  for (let n = 0; n < 5; n += 1) {
    await client.create({ resourceType: "Observation", body: { resourceType: "Observation", status: "final", code: { text: "kit" }, subject: { reference: `Patient/${owner.id}` } } });
  }
  assert.equal((await client.search({ resourceType: "Patient", searchParams: { identifier: "urn:kit|owner" } })).total, 1);
  assert.equal((await client.resourceSearch({ resourceType: "Patient", searchParams: { identifier: "urn:kit|owner" } })).total, 1);
  assert.equal((await client.search({ resourceType: "Patient", searchParams: { _id: owner.id }, options: { postSearch: true } })).total, 1);
  assert.equal((await client.systemSearch({ searchParams: { _id: owner.id, _type: "Patient" } })).total, 1);
  const compartment = { resourceType: "Patient", id: owner.id };
  assert.equal((await client.compartmentSearch({ resourceType: "Observation", compartment })).total, 5);
  const first = await client.search({ resourceType: "Observation", compartment, searchParams: { _count: 2 } });
  const second = await client.nextPage({ bundle: first });
  const third = await client.nextPage({ bundle: second });
  const ids = [first, second, third].flatMap((bundle) => bundle.entry.map((e) => e.resource.id));
  assert.equal(new Set(ids).size, 5);
  assert.equal(client.nextPage({ bundle: third }), undefined);
  const back = await client.prevPage({ bundle: second });
  assert.deepEqual(back.entry.map((e) => e.resource.id), first.entry.map((e) => e.resource.id));
});

test("history of an instance, a type and the system", async () => {
  const made = await client.create({ resourceType: "Patient", body: patient("history") });
  await client.update({ resourceType: "Patient", id: made.id, body: { ...made, active: true } });
  assert.equal((await client.history({ resourceType: "Patient", id: made.id })).total, 2);
  assert.equal((await client.resourceHistory({ resourceType: "Patient", id: made.id })).total, 2);
  assert.ok((await client.typeHistory({ resourceType: "Patient" })).total >= 2);
  assert.ok((await client.systemHistory()).total >= 2);
});

test("operations by GET and by POST", async () => {
  const made = await client.create({ resourceType: "Patient", body: patient("everything") });
  const everything = await client.operation({ name: "$everything", resourceType: "Patient", id: made.id, method: "GET" });
  assert.equal(everything.entry[0].resource.id, made.id);
  const meta = { resourceType: "Parameters", parameter: [{ name: "meta", valueMeta: { tag: [{ system: "urn:kit", code: "x" }] } }] };
  const added = await client.operation({ name: "meta-add", resourceType: "Patient", id: made.id, input: meta });
  assert.ok(added.parameter[0].valueMeta.tag.some((tag) => tag.code === "x"));
  assert.equal(await status(client.operation({ name: "nosuch", resourceType: "Patient", id: made.id, method: "GET" })), 404);
});

test("resolve: literal, absolute, contained and in a Bundle", async () => {
  const made = await client.create({ resourceType: "Patient", body: patient("resolve") });
  assert.equal((await client.resolve({ reference: `Patient/${made.id}` })).id, made.id);
  assert.equal((await client.resolve({ reference: `${process.env.OSLER_FHIR_URL}/Patient/${made.id}` })).id, made.id);
  const context = { resourceType: "Observation", contained: [{ resourceType: "Patient", id: "p" }] };
  assert.equal((await client.resolve({ reference: "#p", context })).id, "p");
  const bundle = await client.search({ resourceType: "Patient", searchParams: { _id: made.id } });
  assert.equal((await client.resolve({ reference: `Patient/${made.id}`, context: bundle })).id, made.id);
});

test("capability statement and its tool", async () => {
  const statement = await client.capabilityStatement();
  assert.equal(statement.resourceType, "CapabilityStatement");
  const tool = new CapabilityTool(statement);
  assert.ok(tool.serverCan("transaction"));
  assert.ok(tool.resourceCan("Patient", "patch"));
  assert.ok(tool.resourceSearch("Patient", "birthdate"));
  assert.ok(tool.supportFor({ resourceType: "Patient", capabilityType: "interaction", where: { code: "create" } }));
  assert.ok(tool.interactionsFor({ resourceType: "Patient" }).includes("history-instance"));
  assert.ok(tool.searchParamsFor({ resourceType: "Patient" }).includes("name"));
  assert.equal(tool.resourceCapabilities({ resourceType: "Patient" }).type, "Patient");
  assert.ok(tool.serverCapabilities());
  assert.equal(tool.serverSearch("nosuch"), false);
  assert.equal(tool.capabilityContents({ resourceType: "Patient", capabilityType: "versioning" }), "versioned-update");
});

test("what was sent and answered, headers, token and base", async () => {
  const other = new Client({ baseUrl: "http://127.0.0.1:1" });
  other.baseUrl = process.env.OSLER_FHIR_URL;
  assert.equal(other.baseUrl, process.env.OSLER_FHIR_URL);
  assert.equal(await status(other.search({ resourceType: "Patient" })), 401);
  other.bearerToken = process.env.OSLER_TOKEN;
  other.customHeaders = { "X-Request-Id": "kit-77" };
  assert.equal(other.customHeaders["X-Request-Id"], "kit-77");
  const made = await other.create({ resourceType: "Patient", body: patient("sent") });
  const { request, response } = Client.httpFor(made);
  assert.equal(request.headers.get("accept"), "application/fhir+json");
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("etag"), 'W/"1"');
  assert.equal(response.headers.get("x-correlation-id"), "kit-77");
  assert.deepEqual(splitReference(response.headers.get("location").split("/_history")[0]), { baseUrl: process.env.OSLER_FHIR_URL, resourceType: "Patient", id: made.id });
});

test("SMART metadata that is not there names no endpoints", async () => {
  const metadata = await client.smartAuthMetadata();
  assert.equal(metadata.tokenUrl, undefined);
  assert.equal(metadata.authorizeUrl, undefined);
});

test("request: anything else", async () => {
  assert.equal((await client.request("metadata")).resourceType, "CapabilityStatement");
  assert.equal(await status(client.request("Nosuch/1")), 404);
});

test("no method is left out", () => {
  assert.deepEqual(faults(names, called, notCalled), { missing: [], stale: [] });
});
