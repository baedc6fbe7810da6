// From StructureDefinition snapshots to the flat model of the blob: one structure for each type and for each element that
// has children, one element for each JSON property (a choice stands once for each of its types).

import { require_ } from './source.mjs';

export const KINDS = { primitive: 0, datatype: 1, resource: 2, backbone: 3 };
export const PRIMITIVES = [
  '', 'boolean', 'integer', 'positiveInt', 'unsignedInt', 'decimal', 'string', 'markdown', 'code', 'id', 'uri', 'url',
  'canonical', 'oid', 'uuid', 'base64Binary', 'date', 'dateTime', 'instant', 'time', 'xhtml',
];
export const STRENGTHS = ['', 'example', 'preferred', 'extensible', 'required'];
export const UNBOUNDED = 0xffff;

const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
const PROFILE_BASE = 'http://hl7.org/fhir/StructureDefinition/';
const BINDABLE = new Set(['code', 'Coding', 'CodeableConcept', 'Quantity', 'Age', 'Count', 'Distance', 'Duration', 'string', 'uri']);

const parentOf = (path) => path.slice(0, path.lastIndexOf('.'));
const lastOf = (path) => path.slice(path.lastIndexOf('.') + 1);
const maximum = (text) => (text === '*' ? UNBOUNDED : Number(text));
const capitalized = (word) => word[0].toUpperCase() + word.slice(1);

/** The FHIR type of one entry of ElementDefinition.type; ids and urls are given as System.String with an extension. */
function typeCode(type, path, isResource) {
  if (!type.code.startsWith('http://hl7.org/fhirpath/')) return type.code;
  if (isResource && path.split('.').length === 2 && path.endsWith('.id')) return 'id';
  return type.extension?.find((extension) => extension.url === FHIR_TYPE)?.valueUrl ?? 'string';
}

function targetsOf(type, definitions) {
  const names = (type.targetProfile ?? []).map((url) => {
    const name = url.slice(PROFILE_BASE.length);
    require_(definitions.structures.has(name), `unknown target ${url}`);
    return name;
  });
  return names.includes('Resource') ? [] : names.sort();
}

function bindingOf(element, type) {
  if (!element.binding || !BINDABLE.has(type)) return { strength: 0, url: '' };
  return { strength: STRENGTHS.indexOf(element.binding.strength), url: (element.binding.valueSet ?? '').split('|')[0] };
}

/** The JSON properties of one snapshot element. */
function propertiesOf(element, context) {
  const { definitions, isResource, byPath, choiceGroup } = context;
  const isChoice = element.path.endsWith('[x]');
  const base = isChoice ? lastOf(element.path).slice(0, -3) : '';
  const referenced = element.contentReference ? element.contentReference.split('#')[1] : null;
  const types = referenced ? byPath.get(referenced).type : element.type;
  return types.map((type) => {
    const code = typeCode(type, element.path, isResource);
    const structure = referenced ?? (context.parents.has(element.path) ? element.path : code);
    const profile = type.profile?.[0]?.slice(PROFILE_BASE.length) ?? '';
    return {
      name: isChoice ? base + capitalized(code) : lastOf(element.path),
      path: element.path,
      typeName: code,
      structure,
      profile,
      primitive: Math.max(PRIMITIVES.indexOf(code), 0),
      min: element.min,
      max: maximum(element.max),
      isArray: element.base.max !== '1' && element.base.max !== '0',
      isSummary: element.isSummary === true,
      isModifier: element.isModifier === true,
      choiceGroup: isChoice ? choiceGroup : 0,
      choiceBase: base,
      binding: bindingOf(element, code),
      targets: targetsOf(type, definitions),
    };
  });
}

/** Keys of the invariants that a type declares itself or inherits. */
function inheritedKeys(name, definitions) {
  const keys = new Set();
  for (let structure = definitions.structures.get(name); structure; ) {
    for (const constraint of structure.snapshot.element[0].constraint ?? []) keys.add(constraint.key);
    structure = definitions.structures.get(structure.baseDefinition?.slice(PROFILE_BASE.length));
  }
  return keys;
}

/** The invariants that stand on this element and not already on its type, or for a root on the base type. */
function ownInvariants(element, definition, definitions) {
  const isRoot = !element.path.includes('.');
  const typeNames = isRoot ? [(definition.baseDefinition ?? '').slice(PROFILE_BASE.length)] : (element.type ?? []).map((type) => type.code);
  const profiles = isRoot ? [] : (element.type ?? []).flatMap((type) => type.profile ?? []).map((url) => url.slice(PROFILE_BASE.length));
  const inherited = new Set([...typeNames, ...profiles].flatMap((name) => [...inheritedKeys(name, definitions)]));
  // A string's ele-1 comes from Element also where the type is given as System.String.
  if (!isRoot) inherited.add('ele-1');
  return (element.constraint ?? [])
    .filter((constraint) => !inherited.has(constraint.key) && constraint.expression)
    .map(({ key, expression, human, severity }) => ({ key, expression, human, isError: severity === 'error', path: element.path }));
}

function structuresOf(definition, definitions) {
  const elements = definition.snapshot.element;
  const root = definition.name;
  const rename = (path) => (root === elements[0].path ? path : root + path.slice(elements[0].path.length));
  const isResource = definition.kind === 'resource';
  const isPrimitive = definition.kind === 'primitive-type';
  const byPath = new Map(elements.map((element) => [element.path, element]));
  const parents = new Set(elements.slice(1).map((element) => parentOf(element.path)));
  const made = new Map();
  const add = (path, fields) => made.set(path, { name: rename(path), elements: [], invariants: [], choiceGroups: 0, ...fields });

  add(elements[0].path, {
    kind: isResource ? KINDS.resource : isPrimitive ? KINDS.primitive : KINDS.datatype,
    isAbstract: definition.abstract === true,
    primitive: isPrimitive ? PRIMITIVES.indexOf(root) : 0,
    base: (definition.baseDefinition ?? '').slice(PROFILE_BASE.length),
  });
  for (const element of elements.slice(1)) {
    if (!parents.has(element.path)) continue;
    const kind = isResource ? KINDS.backbone : KINDS.datatype;
    add(element.path, { kind, isAbstract: false, primitive: 0, base: element.type[0].code });
  }
  for (const element of elements) {
    const owner = made.get(element.path) ?? made.get(parentOf(element.path));
    owner.invariants.push(...ownInvariants(element, definition, definitions));
    // A primitive's own value is no JSON property.
    if (element === elements[0] || (isPrimitive && element.path.endsWith('.value'))) continue;
    const parent = made.get(parentOf(element.path));
    if (element.path.endsWith('[x]')) ++parent.choiceGroups;
    const context = { definitions, isResource, byPath, parents, choiceGroup: parent.choiceGroups };
    parent.elements.push(...propertiesOf(element, context));
  }
  return [...made.values()];
}

/** All structures, sorted by name. */
export function compileStructures(definitions) {
  const all = [...definitions.structures.values()].flatMap((definition) => structuresOf(definition, definitions));
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  return all;
}

/** The names of the concrete resource types, sorted. */
export function resourceTypeNames(definitions) {
  const concrete = [...definitions.structures.values()].filter((d) => d.kind === 'resource' && !d.abstract);
  return concrete.map((definition) => definition.name).sort();
}
