// Compares a compiled blob with the official R4 package and names every difference that is not meant:
//   node compare.mjs --blob definitions.bin --official <folder with one file per resource>
// Ends with 1 if there is an unexpected difference, or an expected one that is gone. Reads the snapshots by itself, so
// that a mistake in structures.mjs is not repeated here.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { readBlob } from './blob.mjs';
import { asFilter, readJson } from './source.mjs';

const KINDS = ['primitive', 'datatype', 'resource', 'backbone'];
const PRIMITIVE_NAMES = ['', 'boolean', 'integer', 'positiveInt', 'unsignedInt', 'decimal', 'string', 'markdown', 'code',
  'id', 'uri', 'url', 'canonical', 'oid', 'uuid', 'base64Binary', 'date', 'dateTime', 'instant', 'time', 'xhtml'];
const SEARCH_TYPES = ['number', 'date', 'string', 'token', 'reference', 'composite', 'quantity', 'uri', 'special'];
const STRENGTHS = ['', 'example', 'preferred', 'extensible', 'required'];
const BINDABLE = ['code', 'Coding', 'CodeableConcept', 'Quantity', 'Age', 'Count', 'Distance', 'Duration', 'string', 'uri'];
const BASE = 'http://hl7.org/fhir/StructureDefinition/';

const corrections = readJson('r4_corrections.json');
const allowed = readJson('compare_allowed.json');
const differences = [];
const used = new Set();

function differ(what, official, compiled) {
  const [a, b] = [official, compiled].map((value) => JSON.stringify(value));
  if (a !== b) differences.push(`${what}: official ${a}, compiled ${b}`);
}

/** A difference in what exists, unless the list allows it. */
function presence(list, what) {
  const pattern = Object.keys(allowed[list]).find((candidate) => new RegExp(candidate).test(what));
  if (pattern) used.add(`${list} ${pattern}`);
  else differences.push(`${list}: ${what}`);
}

function comparePresence(label, official, compiled) {
  for (const name of official) if (!compiled.has(name)) presence('missing', `${label} ${name}`);
  for (const name of compiled) if (!official.has(name)) presence('extra', `${label} ${name}`);
}

function readOfficial(folder) {
  const resources = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return (type) => resources.filter((resource) => resource.resourceType === type && resource.url);
}

/** The blob with its indexes resolved, by name. */
function resolve(blob) {
  const typeNames = new Map(blob.types.map(({ number, name }) => [number, name]));
  const list = (first, count) => blob.typeLists.slice(first, first + count).map(({ type }) => typeNames.get(type));
  const structures = new Map();
  for (const row of blob.structures) {
    const elements = blob.elements.slice(row.firstElement, row.firstElement + row.elementCount).map((element) => ({
      ...element,
      property: blob.names[element.name - 1].name,
      targets: list(element.firstTarget, element.targetCount),
      structure: blob.structures[element.structure - 1]?.name,
      profile: blob.structures[element.profile - 1]?.name ?? '',
    }));
    const invariants = blob.invariants.slice(row.firstInvariant, row.firstInvariant + row.invariantCount);
    structures.set(row.name, { ...row, base: blob.structures[row.base - 1]?.name ?? '', elements, invariants });
  }
  const urls = new Map(blob.parameters.map(({ id, url }) => [id, url]));
  const parameters = new Map(blob.parameters.map((row) => [row.url, {
    ...row,
    bases: list(row.firstBase, row.baseCount),
    targets: list(row.firstTarget, row.targetCount),
    components: blob.components.slice(row.firstComponent, row.firstComponent + row.componentCount)
      .map(({ expression, parameter }) => ({ definition: urls.get(parameter), expression })),
  }]));
  return { structures, parameters };
}

function officialType(type, path, isResource) {
  if (!type.code.startsWith('http://hl7.org/fhirpath/')) return type.code;
  const isResourceId = isResource && /^[A-Za-z]+\.id$/.test(path);
  if (isResourceId) return corrections.elementTypes.find((correction) => correction.path === 'Resource.id').type;
  return type.extension?.[0]?.valueUrl ?? 'string';
}

/** What JSON properties an official element should give, as plain facts. */
function officialProperties(element, elements, isResource) {
  const name = element.path.split('.').pop();
  const types = element.contentReference ? elements.find(({ id }) => id === element.contentReference.slice(1)).type : element.type;
  return types.map((type) => {
    const code = officialType(type, element.path, isResource);
    const targets = (type.targetProfile ?? []).map((url) => url.replace(BASE, ''));
    const bound = element.binding && BINDABLE.includes(code);
    return {
      property: name.endsWith('[x]') ? name.slice(0, -3) + code[0].toUpperCase() + code.slice(1) : name,
      type: code,
      primitive: PRIMITIVE_NAMES.includes(code) ? code : '',
      min: element.min,
      max: element.max === '*' ? 0xffff : Number(element.max),
      isArray: element.base.max !== '1',
      isSummary: element.isSummary === true,
      isModifier: element.isModifier === true,
      isChoice: name.endsWith('[x]'),
      strength: bound ? element.binding.strength : '',
      bindingUrl: bound ? (element.binding.valueSet ?? '').split('|')[0] : '',
      targets: targets.includes('Resource') ? [] : targets.sort(),
      profile: type.profile?.[0]?.replace(BASE, '') ?? '',
      reference: element.contentReference?.slice(1) ?? '',
    };
  });
}

const compiledProperty = (element, reference) => ({
  property: element.property,
  type: element.typeName,
  primitive: PRIMITIVE_NAMES[element.primitive],
  min: element.min,
  max: element.max,
  isArray: (element.flags & 1) !== 0,
  isSummary: (element.flags & 2) !== 0,
  isModifier: (element.flags & 4) !== 0,
  isChoice: element.choiceGroup !== 0,
  strength: STRENGTHS[element.strength],
  bindingUrl: element.bindingUrl,
  targets: element.targets,
  profile: element.profile,
  reference: reference ? element.structure : '',
});

/** The invariants that the blob declares on one element. */
function declaredInvariants(path, structures) {
  const owner = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : path;
  const both = path === owner ? [path] : [owner, path];
  return both.flatMap((name) => structures.get(name)?.invariants.filter((invariant) => invariant.path === path) ?? []);
}

function compareInvariants(element, types, structures) {
  const declared = declaredInvariants(element.path, structures);
  const reached = new Map();
  const add = (invariants) => invariants.forEach((i) => reached.set(i.key, [i.isError === 1, i.expression]));
  for (const type of types) for (let s = structures.get(type); s; s = structures.get(s.base)) add(s.invariants);
  add(declared);
  for (const { key, severity, expression } of element.constraint ?? []) {
    if (!expression) continue;
    const correction = corrections.constraints.find((c) => c.key === key);
    if (correction && reached.has(key) && reached.get(key)[1] !== expression) used.add(`correction ${key}`);
    else differ(`invariant ${element.path} ${key}`, [severity === 'error', expression], reached.get(key));
  }
  const official = new Set((element.constraint ?? []).map(({ key }) => key));
  for (const { key } of declared) if (!official.has(key)) differ(`invariant ${element.path} ${key}`, null, reached.get(key));
}

function compareStructure(definition, structures) {
  const elements = definition.snapshot.element;
  const root = elements[0].path;
  const isResource = definition.kind === 'resource';
  const rename = (path) => definition.name + path.slice(root.length);
  const compiledRoot = structures.get(definition.name);
  differ(`${definition.name} kind`, definition.kind.replace('complex-type', 'datatype').replace('primitive-type', 'primitive'), KINDS[compiledRoot.kind]);
  differ(`${definition.name} abstract`, definition.abstract, compiledRoot.abstract === 1);
  differ(`${definition.name} base`, (definition.baseDefinition ?? '').replace(BASE, ''), compiledRoot.base);
  const expected = new Map();
  for (const element of elements) {
    const typeNames = element === elements[0] ? [compiledRoot.base] : (element.type ?? []).flatMap((t) => [officialType(t, element.path, isResource), ...(t.profile ?? []).map((url) => url.replace(BASE, ''))]);
    if (!element.contentReference && definition.name === root) compareInvariants(element, typeNames, structures);
    if (element === elements[0] || (definition.kind === 'primitive-type' && element.path.endsWith('.value'))) continue;
    const owner = rename(element.path.slice(0, element.path.lastIndexOf('.')));
    if (!expected.has(owner)) expected.set(owner, []);
    expected.get(owner).push(...officialProperties(element, elements, isResource));
  }
  for (const [owner, properties] of expected) {
    const compiled = structures.get(owner);
    differ(`${owner} properties`, properties.map(({ property }) => property), compiled?.elements.map(({ property }) => property));
    properties.forEach((property, i) => {
      const element = compiled?.elements[i];
      if (element) differ(`${owner}.${property.property}`, property, compiledProperty(element, property.reference));
    });
  }
  return expected.keys();
}

function compareStructures(official, structures) {
  const published = official('StructureDefinition').filter(
    (d) => d.derivation !== 'constraint' || ['SimpleQuantity', 'MoneyQuantity'].includes(d.name));
  const names = new Set();
  for (const definition of published) {
    if (!structures.has(definition.name)) {
      presence('missing', `structure ${definition.name}`);
      continue;
    }
    names.add(definition.name);
    for (const owner of compareStructure(definition, structures)) names.add(owner);
  }
  for (const name of structures.keys()) if (!names.has(name)) presence('extra', `structure ${name}`);
  return names.size;
}

function compareSearch(official, parameters, structures) {
  const all = new Map(official('SearchParameter').map((parameter) => [parameter.url, parameter]));
  comparePresence('search parameter', new Set(all.keys()), new Set(parameters.keys()));
  const concrete = [...structures.values()].filter(({ type }) => type !== 0);
  const expand = (base) => {
    if (base === 'Resource') return concrete.map(({ name }) => name);
    if (base === 'DomainResource') return concrete.filter((s) => s.base === base).map(({ name }) => name);
    return [base];
  };
  for (const [url, parameter] of all) {
    const compiled = parameters.get(url);
    if (!compiled) continue;
    differ(`${url} code`, parameter.code, compiled.code);
    differ(`${url} type`, parameter.type, SEARCH_TYPES[compiled.type]);
    differ(`${url} expression`, asFilter(parameter.expression) ?? '', compiled.expression);
    differ(`${url} base`, [...new Set(parameter.base.flatMap(expand))].sort(), compiled.bases);
    const targets = parameter.target ?? [];
    differ(`${url} target`, targets.includes('Resource') ? [] : [...targets].sort(), compiled.targets);
    const components = (parameter.component ?? []).map(({ definition, expression }) => ({ definition, expression: asFilter(expression) }));
    differ(`${url} components`, components, compiled.components);
  }
  return all.size;
}

function compareCompartments(official, blob) {
  const types = new Map(blob.types.map(({ name, number }) => [number, name]));
  const compiled = new Map(blob.compartments.map((row) => {
    const members = blob.compartmentMembers.slice(row.firstMember, row.firstMember + row.memberCount);
    const codes = members.map((m) => [types.get(m.type), blob.compartmentCodes.slice(m.firstCode, m.firstCode + m.codeCount).map(({ code }) => code)]);
    return [row.name, new Map(codes)];
  }));
  for (const compartment of official('CompartmentDefinition')) {
    if (compartment.url.endsWith('/example')) {
      presence('missing', `compartment ${compartment.url}`);
      continue;
    }
    for (const { code, param } of compartment.resource) {
      differ(`compartment ${compartment.code} ${code}`, param ?? [], compiled.get(compartment.code)?.get(code) ?? []);
    }
  }
}

const { values: options } = parseArgs({ options: { blob: { type: 'string' }, official: { type: 'string' } } });
const blob = readBlob(readFileSync(options.blob));
const official = readOfficial(options.official);
const { structures, parameters } = resolve(blob);
const structureCount = compareStructures(official, structures);
const parameterCount = compareSearch(official, parameters, structures);
compareCompartments(official, blob);
const urls = (type) => new Set(official(type).map(({ url }) => url));
comparePresence('value set', urls('ValueSet'), new Set(blob.valueSets.map(({ url }) => url)));
comparePresence('code system', urls('CodeSystem'), new Set(blob.codeSystems.map(({ url }) => url)));

for (const list of ['missing', 'extra']) {
  for (const pattern of Object.keys(allowed[list])) if (!used.has(`${list} ${pattern}`)) differences.push(`compare_allowed.json: nothing is ${list} by ${pattern}`);
}
for (const { key } of corrections.constraints) if (!used.has(`correction ${key}`)) differences.push(`r4_corrections.json: ${key} is no difference`);
for (const difference of differences) console.log(difference);
console.log(`compared ${structureCount} structures, ${parameterCount} search parameters: ${differences.length} unexpected differences`);
process.exitCode = differences.length === 0 ? 0 : 1;
