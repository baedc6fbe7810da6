// The types say what the server's description says: the same fields, and the same ones required.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const repository = new URL('../../../../', import.meta.url);
const { components, paths } = JSON.parse(readFileSync(new URL('docs/openapi.json', repository), 'utf8'));
const resources = Object.keys(paths).filter((path) => paths[path].post?.['x-osler-sdk'] && paths[path].get?.['x-osler-sdk']).map((path) => path.slice('/v1/'.length));

/** Members of an interface in generated code: name → whether it is optional. */
function membersOf(source, name) {
  const [, body] = new RegExp(`export interface ${name}(?: extends \\w+)? \\{\\n(.*?)\\n\\}`, 's').exec(source) ?? [];
  assert.notEqual(body, undefined, name);
  return Object.fromEntries([...body.matchAll(/^ {2}(\w+)(\??):/gm)].map(([, member, optional]) => [member, optional === '?']));
}

function requiredOf(members) {
  return Object.keys(members).filter((name) => !members[name]).sort();
}

test('62 resources are described', () => assert.equal(resources.length, 62));

for (const path of resources) {
  test(`${path}: types and description agree`, () => {
    const source = readFileSync(new URL(`sdk/typescript/src/generated/${path}.ts`, repository), 'utf8');
    const name = paths[`/v1/${path}`].post.operationId.slice('create'.length);
    const create = membersOf(source, `${name}CreateRequest`);
    const described = components.schemas[`${name}Create`];
    assert.deepEqual(Object.keys(create).sort(), Object.keys(described.properties).sort());
    assert.deepEqual(requiredOf(create), [...(described.required ?? [])].sort());
    assert.deepEqual(Object.keys(membersOf(source, name)).sort(), Object.keys(components.schemas[name].properties).sort());
    const update = components.schemas[`${name}Update`];
    if (update) assert.deepEqual(Object.keys(membersOf(source, `${name}UpdateRequest`)).sort(), Object.keys(update.properties).sort());
    const own = new Set(['sort', 'count', 'cursor', 'page', 'limit']);
    const filters = paths[`/v1/${path}`].get.parameters.map((parameter) => parameter.name).filter((parameter) => parameter && !own.has(parameter));
    assert.deepEqual(Object.keys(membersOf(source, `${name}SearchParams`)).filter((parameter) => !own.has(parameter)).sort(), filters.sort());
  });
}
