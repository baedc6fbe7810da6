// The same call as curl, TypeScript and Python.
import { resolved } from './schema-view.js';

const shownId = '019aa6c1d5f0b7c2a91e44d0';

export function callsOf(api, operation, origin) {
  const body = bodyOf(api, operation);
  const samples = { curl: curl(operation, origin, body) };
  if (operation['x-osler-sdk']) Object.assign(samples, { TypeScript: typescript(api, operation, body), Python: python(api, operation, body) });
  return samples;
}

function bodyOf(api, { requestBody }) {
  const media = requestBody && Object.values(requestBody.content)[0];
  return media?.example ?? (media?.examples?.example && resolved(api, media.examples.example).value);
}

/** The id of an example: its prefix is in the description of the section. */
function idFor(api, { section }) {
  const prefix = /ids begin with (\w+_)/.exec(api.tags.find(({ name }) => name === section)?.description ?? '')?.[1] ?? '';
  return prefix + shownId;
}

function curl(operation, origin, body) {
  const { method, path, section, security, requestBody } = operation;
  const scheme = Object.keys(security?.[0] ?? {})[0];
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${origin}${path.replaceAll('{type}', 'Patient').replaceAll('{id}', section.startsWith('FHIR') ? 'abc123' : shownId)}'`];
  if (scheme === 'apiKey') lines.push('-H "x-api-key: $OSLER_API_KEY"');
  if (scheme === 'bearer') lines.push('-H "Authorization: Bearer $OSLER_TOKEN"');
  if (requestBody) lines.push(`-H 'Content-Type: ${Object.keys(requestBody.content)[0]}'`, `-d '${JSON.stringify(body ?? {}, null, 2).replaceAll("'", "'\\''")}'`);
  return lines.join(' \\\n  ');
}

function argumentsOf(api, operation, body, print) {
  const id = operation.path.includes('{id}') ? [`'${idFor(api, operation)}'`] : [];
  return [...id, ...(body === undefined ? [] : [print(body)])].join(', ');
}

function typescript(api, operation, body) {
  const print = (value) => JSON.stringify(value, null, 2).replaceAll(/^(\s*)"(\w+)":/gm, '$1$2:');
  return `import { Clinik } from '@osler/sdk';\n\nconst clinik = new Clinik();\nconst { data } = await clinik.${operation['x-osler-sdk']}(${argumentsOf(api, operation, body, print)});`;
}

function python(api, operation, body) {
  const [namespace, call] = operation['x-osler-sdk'].split('.').map((word) => word.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  const print = (value) => JSON.stringify(value, null, 4).replaceAll(/(?<=[[:,]\s*|^\s*)(true|false|null)(?=[,\n\]}]|$)/gm, (word) => ({ true: 'True', false: 'False', null: 'None' })[word]);
  return `from osler import Clinik\n\nclinik = Clinik()\nanswer = clinik.${namespace}.${call}(${argumentsOf(api, operation, body, print)})`;
}
