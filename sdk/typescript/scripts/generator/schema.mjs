// Reads schema/v1: one file for each resource, and types.json with the nested types that several of them share.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `{resources: [entry…] by path, types: {name: type}}`. Files that describe neither are left alone. */
export function readSchema(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  const contents = new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
  const resources = [...contents.values()].filter((content) => content.sdkNamespace !== undefined);
  if (resources.length === 0) throw new Error(`no resource in ${folder}`);
  const shared = contents.get('types.json') ?? {};
  return { resources: resources.sort(byPath), types: shared.types ?? shared };
}

function byPath(a, b) {
  return a.path < b.path ? -1 : 1;
}
