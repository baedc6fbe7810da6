// All files of src/generated as a Map from name to text. The same schema always gives the same bytes.
import { moduleName, resourceTypeName } from './names.mjs';
import { sentType } from './field-types.mjs';
import { declarationsOf } from './resource-types.mjs';

const header = '// Generated from schema/v1 by scripts/generate.mjs. Do not edit.\n';

/** SDK facts that are not part of the HTTP surface. */
const createAliases = { intakes: 'submit', consents: 'sign' };
const includes = { patients: 'reverse', encounters: 'forward', observations: 'forward', appointments: 'forward', labs: 'forward' };

export function generatedFiles({ resources, types }) {
  const shared = sharedTypes(types);
  const declarations = new Map(resources.map((resource) => [resource, declarationsOf(resource)]));
  refuseDuplicates([...shared, ...[...declarations.values()].flat()]);
  return new Map([
    ['table.ts', table(resources)],
    ['namespaces.ts', namespaces(resources)],
    ['shared.ts', header + shared.map(({ text }) => `\n${text}`).join('')],
    ['types.ts', header + ['./shared.js', ...resources.map(moduleName)].map((name) => `export type * from '${name}';\n`).join('')],
    ...[...declarations].map(([resource, declared]) => [`${resource.path}.ts`, resourceModule(declared, shared)]),
  ]);
}

function table(resources) {
  const rows = resources.map((resource) => `  ${resource.sdkNamespace}: { ${entryOf(resource).join(', ')} },\n`);
  return `${header}import type { ResourceEntry } from '../resource.js';\n\nexport const resources: Record<string, ResourceEntry> = {\n${rows.join('')}};\n`;
}

function entryOf(resource) {
  const { path, fhirType, sdkNamespace } = resource;
  return Object.entries({
    path,
    fhirType,
    alias: createAliases[sdkNamespace],
    includes: includes[sdkNamespace],
    appendOnly: isAppendOnly(resource) || undefined,
  }).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`);
}

function isAppendOnly(resource) {
  return !resource.operations.includes('update');
}

function namespaces(resources) {
  const imports = resources.map((resource) => `import type { ${requestTypes(resource).join(', ')} } from '${moduleName(resource)}';\n`);
  const members = resources.map((resource) => `  readonly ${resource.sdkNamespace}: ${namespaceType(resource)};\n`);
  const classes = [...new Set(resources.map(classOf))].sort();
  const patients = classes.includes('PatientResource') ? "import type { PatientResource } from '../patients.js';\n" : '';
  const others = classes.filter((name) => name !== 'PatientResource').join(', ');
  return `${header}${patients}import type { ${others} } from '../resource.js';\n${imports.join('')}\nexport interface Namespaces {\n${members.join('')}}\n`;
}

function classOf(resource) {
  if (isAppendOnly(resource)) return 'AppendOnlyResource';
  return { reverse: 'PatientResource', forward: 'LinkedResource' }[includes[resource.sdkNamespace]] ?? 'Resource';
}

function requestTypes(resource) {
  const name = resourceTypeName(resource);
  const update = isAppendOnly(resource) ? [] : [`${name}UpdateRequest`];
  return [name, `${name}CreateRequest`, ...update, `${name}SearchParams`];
}

function namespaceType(resource) {
  const type = `${classOf(resource)}<${requestTypes(resource).join(', ')}>`;
  const alias = createAliases[resource.sdkNamespace];
  return alias ? `${type} & { ${alias}: ${type}['create'] }` : type;
}

/** Types that several resources use. Coded is a text or an object. */
function sharedTypes(types) {
  const generics = [
    { name: 'OneOf', text: '/** Known words, and room for others. */\nexport type OneOf<T extends string> = T | (string & {});\n' },
    { name: 'AnyOf', text: '/** One word, several, or several with commas between them. */\nexport type AnyOf<T extends string> = OneOf<T> | readonly T[];\n' },
  ];
  return [...generics, ...Object.entries(types).sort().flatMap(([name, type]) => (name === 'Coded' ? coded(type) : [sharedInterface(name, type)]))];
}

function coded(type) {
  const text = '/** A text, or a code of a code system. */\nexport type Coded = string | CodedConcept;\n';
  return [{ name: 'Coded', text }, sharedInterface('CodedConcept', type)];
}

function sharedInterface(name, { fields }) {
  const lines = fields.map((field) => `  ${field.name}${field.required ? '' : '?'}: ${sentType(field, name, name, { shown: true })};\n`);
  return { name, text: `export interface ${name} {\n${lines.join('')}}\n` };
}

function resourceModule(declared, shared) {
  const body = declared.map(({ text }) => text).join('\n');
  const used = shared.map(({ name }) => name).filter((name) => new RegExp(`\\b${name}\\b`).test(withoutComments(body)));
  const imports = used.length === 0 ? '' : `import type { ${used.sort().join(', ')} } from './shared.js';\n`;
  return `${header}import type { ResourceSearchParams } from '../pages.js';\n${imports}\n${body}`;
}

function withoutComments(text) {
  return text.replaceAll(/\/\*\*.*?\*\//gs, '');
}

function refuseDuplicates(declared) {
  const names = declared.map(({ name }) => name);
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  if (twice.length > 0) throw new Error(`declared twice: ${twice.join(', ')}`);
}
