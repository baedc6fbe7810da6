// Shows /openapi.json: sections at the side, the operations of one section in the middle, all of them searchable.
import { addCopyButtons } from './site.js';
import { callsOf } from './samples.js';
import { element, fieldsOf, resolved } from './schema-view.js';

const methods = ['post', 'get', 'put', 'patch', 'delete'];
const place = document.querySelector('#reference');
const list = document.querySelector('#sections');
const search = document.querySelector('#search');

const api = await (await fetch('/openapi.json')).json();
const operations = operationsOf(api);
const sections = [...new Set(operations.map(({ section }) => section))];
const notes = new Map(api.tags.map(({ name, description }) => [name, description]));

function operationsOf({ paths, webhooks }) {
  const all = [];
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods.filter((name) => item[name])) all.push({ method, path, section: item[method].tags[0], ...item[method] });
  }
  for (const [name, item] of Object.entries(webhooks)) all.push({ method: 'post', path: name, section: 'Webhooks', isWebhook: true, ...item.post });
  for (const operation of all) operation.searched = searchedText(operation);
  return all;
}

/** What the search looks through: path, words, parameters, and the fields of the body. */
function searchedText({ method, path, summary, section, parameters = [], requestBody }) {
  const body = requestBody && resolved(api, Object.values(requestBody.content)[0].schema);
  const names = [...parameters.map((parameter) => resolved(api, parameter).name), ...Object.keys(body?.properties ?? {})];
  return [method, path, summary, section, ...names].join(' ').toLowerCase();
}

function anchorOf(section) {
  return section.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function sectionOfHash() {
  const [anchor] = decodeURIComponent(location.hash.replace(/^#\/?/, '')).split('/');
  return sections.find((section) => anchorOf(section) === anchor);
}

function showList() {
  const current = sectionOfHash();
  list.replaceChildren(...sections.map((section) => {
    const link = element('a', { href: `#/${anchorOf(section)}` }, section);
    if (section === current) link.setAttribute('aria-current', 'page');
    return element('li', {}, link);
  }));
}

function showHits(words) {
  const hits = operations.filter(({ searched }) => words.every((word) => searched.includes(word))).slice(0, 60);
  list.replaceChildren(...hits.map(({ method, path, section, operationId }) => element('li', {},
    element('a', { href: `#/${anchorOf(section)}/${operationId}`, class: 'hit' }, element('span', { class: `method ${method.toUpperCase()}` }, method.toUpperCase()), ` ${path}`))));
  if (hits.length === 0) list.replaceChildren(element('li', { class: 'quiet' }, 'Nothing found'));
}

function operationView(operation, isOpen) {
  const { method, path, summary, description, parameters = [], requestBody, responses, operationId, isWebhook } = operation;
  const inside = element('div', { class: 'inside' });
  const view = element('details', { class: 'operation', id: operationId },
    element('summary', {}, element('span', { class: `method ${method.toUpperCase()}` }, isWebhook ? 'EVENT' : method.toUpperCase()),
      element('span', { class: 'path' }, path), element('span', { class: 'what' }, summary)), inside);
  const fill = () => {
    if (inside.childElementCount > 0) return;
    if (description) inside.append(element('p', {}, description));
    inside.append(...credentialOf(operation), ...(isWebhook ? [] : samplesView(operation)), ...parametersView(parameters), ...bodyView(requestBody), ...responsesView(responses));
    addCopyButtons(inside);
  };
  view.addEventListener('toggle', fill);
  if (isOpen) {
    fill();
    view.open = true;
  }
  return view;
}

function credentialOf({ security }) {
  const scheme = Object.keys(security?.[0] ?? {})[0];
  if (!scheme) return [];
  return [element('p', { class: 'quiet' }, scheme === 'apiKey' ? 'With a key in the header ' : 'With a token in the header ', element('code', {}, scheme === 'apiKey' ? 'x-api-key' : 'Authorization: Bearer …'))];
}

function parametersView(parameters) {
  const known = parameters.map((parameter) => resolved(api, parameter));
  return ['path', 'query', 'header'].flatMap((where) => {
    const here = known.filter((parameter) => parameter.in === where);
    if (here.length === 0) return [];
    const rows = here.map(({ name, required, description, schema }) => ({ name, required, schema: { ...resolved(api, schema), description } }));
    return [element('h3', {}, { path: 'In the path', query: 'In the query', header: 'In the headers' }[where]), fieldsOf(api, rows)];
  });
}

function bodyView(requestBody) {
  if (!requestBody) return [];
  const [[type, { schema }], ...others] = Object.entries(requestBody.content);
  const also = others.length > 0 ? `; also ${others.map(([name]) => name).join(', ')}` : '';
  const body = resolved(api, schema);
  const note = body.description ? [element('p', { class: 'quiet' }, body.description)] : [];
  return [element('h3', {}, 'Body'), element('p', { class: 'quiet' }, type + also), ...note, fieldsOf(api, rowsOf(body))];
}

function rowsOf(schema) {
  const parts = schema.allOf ? schema.allOf.map((part) => resolved(api, part)) : [schema];
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  return Object.entries(properties).map(([name, property]) => ({ name, required: required.has(name), schema: property }));
}

function samplesView(operation) {
  const calls = callsOf(api, operation, location.origin);
  const names = Object.keys(calls);
  const code = element('code', {}, calls[names[0]]);
  const tabs = names.map((name, number) => {
    const tab = element('button', { type: 'button', role: 'tab', 'aria-selected': String(number === 0) }, name);
    tab.addEventListener('click', () => {
      code.textContent = calls[name];
      for (const other of tabs) other.setAttribute('aria-selected', String(other === tab));
    });
    return tab;
  });
  return [element('div', { class: 'tabs', role: 'tablist' }, ...tabs), element('pre', {}, code)];
}

function responsesView(responses) {
  const views = [element('h3', {}, 'Answers')];
  const failures = [];
  for (const [status, reference] of Object.entries(responses)) {
    const answer = resolved(api, reference);
    if (Number(status) >= 400) {
      failures.push(element('div', { class: 'field' }, element('div', { class: 'head' }, element('code', {}, status), element('span', { class: 'type' }, answer.description))));
      continue;
    }
    views.push(element('p', {}, element('code', {}, status), ` ${answer.description}`));
    const media = Object.values(answer.content ?? {})[0];
    const example = media?.examples?.example && resolved(api, media.examples.example).value;
    if (example) views.push(element('pre', {}, element('code', {}, JSON.stringify(example, null, 2))));
  }
  if (failures.length > 0) {
    views.push(element('details', {}, element('summary', { class: 'quiet' }, `${failures.length} refusals · `, element('a', { href: '/docs/errors' }, 'every code explained')), element('div', { class: 'fields' }, ...failures)));
  }
  return views;
}

function showSection() {
  const section = sectionOfHash();
  const wanted = decodeURIComponent(location.hash).split('/')[2];
  if (!section) return showOverview();
  document.title = `${section} · Osler API`;
  const own = operations.filter((operation) => operation.section === section);
  place.replaceChildren(element('h1', {}, section), element('p', { class: 'quiet' }, notes.get(section) ?? ''),
    ...own.map((operation, number) => operationView(operation, wanted ? operation.operationId === wanted : number === 0)));
  if (wanted) document.getElementById(wanted)?.scrollIntoView();
  else scrollTo(0, 0);
}

function showOverview() {
  const { title, summary, description, version } = api.info;
  const counts = `${Object.keys(api.paths).length} paths, ${operations.length} operations`;
  place.replaceChildren(element('h1', {}, `${title} API`), element('p', {}, summary), element('p', {}, description),
    element('p', { class: 'quiet' }, `Version ${version}; ${counts}; OpenAPI ${api.openapi}: `, element('a', { href: '/openapi.json' }, 'JSON'), ', ', element('a', { href: '/openapi.yaml' }, 'YAML')),
    element('ul', { class: 'grid' }, ...sections.map((section) => element('li', {}, element('a', { href: `#/${anchorOf(section)}` }, element('strong', {}, section), element('span', {}, notes.get(section) ?? ''))))));
}

addEventListener('hashchange', () => {
  showSection();
  if (search.value.trim() === '') showList();
});
search.addEventListener('input', () => {
  const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) showList();
  else showHits(words);
});
showList();
showSection();
