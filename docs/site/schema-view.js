// JSON Schema as a list of fields: name, type in words, limits, and the members of objects to unfold.

/** An element with attributes and children; texts are never read as HTML. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** What a reference stands for; anything else as it is. */
export function resolved(api, value) {
  return value?.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], api) : value;
}

const coding = '#/components/schemas/Coding';

/** A coded field takes a text too; its object needs no unfolding. */
function isCoded(schema) {
  return schema?.anyOf?.some((one) => one.$ref === coding || isCoded(one) || isCoded(one.items)) ?? false;
}

function alternativesOf(api, schema) {
  if (schema?.$ref === coding) return [{ type: '{system, code, display}' }];
  const known = resolved(api, schema) ?? {};
  return known.anyOf ? known.anyOf.flatMap((one) => alternativesOf(api, one)) : [known];
}

function typeInWords(api, schema) {
  const words = alternativesOf(api, schema).map((one) => {
    if (one.type === 'array') return `list of ${typeInWords(api, one.items)}`;
    if (one.const !== undefined) return JSON.stringify(one.const);
    return [one.type ?? 'anything'].flat().join(' or ');
  });
  return [...new Set(words)].join(' or ');
}

function limitsInWords(api, schema) {
  return alternativesOf(api, schema).flatMap((one) => [
    one.maxLength && `at most ${one.maxLength} characters`,
    one.minItems && `at least ${one.minItems}`,
    one.maxItems && `at most ${one.maxItems}`,
    one.minimum !== undefined && `from ${one.minimum}`,
    one.maximum !== undefined && `up to ${one.maximum}`,
    one.format,
    one.default !== undefined && `default ${one.default}`,
  ]).filter(Boolean).join(', ');
}

/** The object whose members can be unfolded, if there is one. */
function objectIn(api, schema) {
  for (const one of alternativesOf(api, schema)) {
    const inner = one.type === 'array' ? objectIn(api, one.items) : one;
    if (inner?.properties) return inner;
  }
  return undefined;
}

export function fieldsOf(api, rows) {
  return element('div', { class: 'fields' }, ...rows.map((row) => fieldView(api, row)));
}

function fieldView(api, { name, required, schema }) {
  const view = element('div', { class: 'field' });
  const limits = limitsInWords(api, schema);
  view.append(element('div', { class: 'head' }, element('code', {}, name), element('span', { class: 'type' }, typeInWords(api, schema) + (limits && ` · ${limits}`)), ...(required ? [element('span', { class: 'need' }, 'required')] : [])));
  const alternatives = alternativesOf(api, schema);
  const words = alternatives.flatMap((one) => one.enum ?? one.items?.enum ?? []);
  const coded = isCoded(schema) ? ['A text, or a code of a code system.'] : [];
  const notes = [...new Set([schema.description, ...alternatives.flatMap((one) => [one.description, one.items?.description])].filter(Boolean)), ...coded];
  if (words.length > 0) view.append(element('p', {}, words.join(' · ')));
  if (notes.length > 0) view.append(element('p', {}, notes[0]));
  const object = objectIn(api, schema);
  if (object) view.append(membersView(api, object));
  return view;
}

/** Filled when unfolded: types may nest without end. */
function membersView(api, object) {
  const view = element('details', {}, element('summary', {}, `${Object.keys(object.properties).length} members`));
  view.addEventListener('toggle', () => {
    if (view.childElementCount > 1) return;
    const rows = Object.entries(object.properties).map(([name, schema]) => ({ name, schema, required: object.required?.includes(name) }));
    view.append(fieldsOf(api, rows));
  });
  return view;
}
