// The TypeScript type of a field, and the sentence about its limits.
import { nestedTypeName } from './names.mjs';

const scalars = {
  string: 'string', id: 'string', code: 'string', uri: 'string', email: 'string',
  date: 'string', 'date-time': 'string', time: 'string',
  number: 'number', integer: 'number', boolean: 'boolean', coded: 'Coded',
};

/**
 * What a client may send. `owner` is the name of the type that holds the field, `root` that of the resource. Members of
 * objects are `shown` by the same type, so they stay texts where the server always shows a text.
 */
export function sentType(field, owner, root, { values = field.enum, shown = false } = {}) {
  const type = baseType({ ...(shown ? field : codedIfSent(field)), enum: values }, owner, root);
  return field.acceptsArray || field.acceptsSingle ? `${itemType(type)} | ${listOf(itemType(type))}` : type;
}

/** What the server shows: enumerations stay open, since a resource written through FHIR may hold other codes. */
export function shownType(field, owner, root) {
  const type = baseType(field, owner, root);
  const open = field.enum ? `OneOf<${type}>` : type;
  return field.scalarWhenSingle ? `${itemType(open)} | ${listOf(itemType(open))}` : open;
}

/** A text that FHIR keeps as a CodeableConcept may also be sent as a coding, as the server decides it. */
function codedIfSent(field) {
  const { fhir = {}, items } = field;
  if (fhir.as !== 'CodeableConcept' || fhir.closed || field.enum || items?.enum) return field;
  if (field.type === 'string') return { ...field, type: 'coded' };
  return items?.type === 'string' ? { ...field, items: { ...items, type: 'coded' } } : field;
}

export function literals(values) {
  return values.map((value) => JSON.stringify(value).replaceAll('"', "'")).join(' | ');
}

function baseType(field, owner, root) {
  if (field.type === 'array') return listOf(baseType(itemOf(field), owner, root));
  if (field.fieldsRef) return field.fieldsRef.split('.').reduce(nestedTypeName, root);
  if (field.fields) return nestedTypeName(owner, field.name);
  if (field.ref) return field.ref;
  if (field.enum) return literals(field.enum);
  if (field.type === 'object') return 'Record<string, unknown>';
  const scalar = scalars[field.type];
  if (!scalar) throw new Error(`${owner}.${field.name}: unknown type ${field.type}`);
  return scalar;
}

/** A list keeps `fields` and `fieldsRef` of its items beside `items`. */
function itemOf({ name, items, fields, fieldsRef }) {
  return { ...items, name, fields: items.fields ?? fields, fieldsRef };
}

function listOf(type) {
  return type.includes(' | ') ? `(${type})[]` : `${type}[]`;
}

function itemType(type) {
  return type.endsWith('[]') ? type.slice(0, -2).replace(/^\((.*)\)$/, '$1') : type;
}

const formats = {
  date: 'A date: 2025-01-15.',
  'date-time': 'An instant: 2025-01-15T09:00:00Z.',
  time: 'A time of day: 09:30.',
};

/** The limits in words, or an empty string. */
export function limitsOf(field) {
  return [
    formats[field.type],
    field.maxLength && `At most ${plural(field.maxLength, 'character')}.`,
    field.minItems && `At least ${plural(field.minItems, 'item')}.`,
    field.maxItems && `At most ${plural(field.maxItems, 'item')}.`,
    field.items?.maxLength && `Each at most ${plural(field.items.maxLength, 'character')}.`,
    field.min !== undefined && `From ${field.min} up.`,
    field.max !== undefined && `At most ${field.max}.`,
    field.default !== undefined && `Default: ${field.default}.`,
  ].filter(Boolean).join(' ');
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
