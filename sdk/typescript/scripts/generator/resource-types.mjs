// The types of one resource: what is shown, what creates it, what changes it, what finds it, and its nested objects.
import { limitsOf, literals, sentType, shownType } from './field-types.mjs';
import { nestedTypeName, resourceTypeName } from './names.mjs';

/** The names declared for a resource, in the order of the file. */
export function declarationsOf(resource) {
  const name = resourceTypeName(resource);
  const patchable = resource.operations.includes('update') ? [updateType(resource, name)] : [];
  return [shown(resource, name), createType(resource, name), ...patchable, searchType(resource, name), ...nestedTypes(resource.fields, name, name)];
}

function shown(resource, name) {
  const fields = resource.fields.map((field) => line(field, shownType(field, name, name), !field.required, readOnlyNote(field)));
  return declaration(name, `As stored: FHIR ${resource.fhirType}, in its simple form.`, [
    '  id: string;', ...fields, '  createdAt: string;', '  updatedAt: string;',
  ]);
}

function createType(resource, name) {
  const fields = resource.fields.filter((field) => !field.readOnly);
  return declaration(`${name}CreateRequest`, '', fields.map((field) => {
    const optional = !field.required || field.default !== undefined;
    return line(field, sentType(field, name, name), optional, limitsOf(field));
  }));
}

function updateType(resource, name) {
  const fields = resource.fields.filter((field) => field.patchable && !field.readOnly);
  return declaration(`${name}UpdateRequest`, 'Only the given fields change; null removes one.', fields.map((field) => {
    const type = sentType(field, name, name, { values: field.patchEnum ?? field.enum });
    return line(field, field.required ? type : `${type} | null`, true, limitsOf({ ...field, default: undefined }));
  }));
}

function searchType(resource, name) {
  const sortKeys = Object.keys(resource.sortKeys).flatMap((key) => [key, `-${key}`]);
  const fields = resource.search.map((parameter) => line(parameter, searchValue(parameter), true, ''));
  return declaration(`${name}SearchParams extends ResourceSearchParams`, '', [...fields, `  sort?: OneOf<${literals(sortKeys)}>;`]);
}

function searchValue(parameter) {
  if (parameter.type === 'boolean') return 'boolean';
  return parameter.enum ? `AnyOf<${literals(parameter.enum)}>` : 'string';
}

function nestedTypes(fields, owner, root) {
  return fields.flatMap((field) => {
    const members = field.fields ?? field.items?.fields;
    if (!members || field.fieldsRef) return [];
    const name = nestedTypeName(owner, field.name);
    const lines = members.map((member) => line(member, sentType(member, name, root, { shown: true }), !member.required, limitsOf(member)));
    return [declaration(name, '', lines), ...nestedTypes(members, name, root)];
  });
}

function readOnlyNote(field) {
  return field.readOnly ? 'Made by the server.' : '';
}

function line(field, type, optional, note) {
  return `${note && `  /** ${note} */\n`}  ${field.name}${optional ? '?' : ''}: ${type};`;
}

function declaration(head, note, lines) {
  const name = head.split(' ')[0];
  return { name, text: `${note && `/** ${note} */\n`}export interface ${head} {\n${lines.join('\n')}\n}\n` };
}
