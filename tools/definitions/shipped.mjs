// Writes the conformance resources that R4 ships and that are read whole when they are asked for: code systems, value sets,
// concept maps, profiles and extensions, as JSON by canonical URL. Format: docs/formats/shipped-content.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { readDefinitions, readShippedProfiles, require_ } from './source.mjs';
import { FREE_SYSTEMS } from './terminology.mjs';

const MAGIC = 'OSLRSHP1';
const HEADER_BYTES = 16;
const ROW_BYTES = 28;
// The order of terms::ResourceKind.
const KINDS = ['CodeSystem', 'ValueSet', 'ConceptMap', 'StructureDefinition'];

const DROPPED = new Set(['text', 'meta', 'contact', 'extension', 'identifier', 'useContext', 'jurisdiction', 'purpose']);
const DROPPED_OF_ELEMENTS = new Set(['definition', 'comment', 'requirements', 'alias', 'mapping', 'isModifierReason', 'extension']);
const DROPPED_OF_STRUCTURES = new Set(['mapping', 'keyword', 'snapshot', 'description']);

const without = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));

function shortened(resource) {
  const kept = without(resource, DROPPED);
  if (resource.resourceType !== 'StructureDefinition') return kept;
  require_(resource.differential?.element?.length > 0, `${resource.url} has no differential`);
  const element = resource.differential.element.map((one) => without(one, DROPPED_OF_ELEMENTS));
  return { ...without(kept, DROPPED_OF_STRUCTURES), differential: { element } };
}

/** Whether no code of a system under licence is copied: such a value set or map is left out as a whole. */
function isFree(resource, codeSystems) {
  const free = (system) => !system || FREE_SYSTEMS.has(system.split('|')[0]) || codeSystems.has(system.split('|')[0]);
  const parts = [...(resource.compose?.include ?? []), ...(resource.compose?.exclude ?? [])];
  const listed = parts.filter((part) => part.concept?.length > 0);
  const expanded = (contains) => contains.every((one) => free(one.system) && expanded(one.contains ?? []));
  return listed.every((part) => free(part.system)) && expanded(resource.expansion?.contains ?? []) &&
    (resource.group ?? []).every((group) => free(group.source) && free(group.target));
}

const compareBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function write(resources) {
  const rows = resources.map((resource) => ({
    kind: KINDS.indexOf(resource.resourceType), url: resource.url, version: resource.version ?? '', text: JSON.stringify(shortened(resource)),
  }));
  rows.sort((a, b) => a.kind - b.kind || compareBytes(a.url, b.url));
  const chunks = [];
  let offset = HEADER_BYTES + rows.length * ROW_BYTES;
  const head = Buffer.alloc(offset);
  head.write(MAGIC, 0, 'latin1');
  head.writeUInt32LE(rows.length, 8);
  rows.forEach((row, index) => {
    require_(row.kind >= 0 && row.url, `unexpected resource ${row.url}`);
    let at = HEADER_BYTES + index * ROW_BYTES;
    head.writeUInt32LE(row.kind, at);
    for (const text of [row.url, row.version, row.text]) {
      const bytes = Buffer.from(text);
      head.writeUInt32LE(offset, at + 4);
      head.writeUInt32LE(bytes.length, at + 8);
      chunks.push(bytes);
      offset += bytes.length;
      at += 8;
    }
  });
  return Buffer.concat([head, ...chunks]);
}

const { values: options } = parseArgs({ options: { out: { type: 'string' } } });
require_(options.out, 'usage: node shipped.mjs --out <file>');
const definitions = readDefinitions();
const { profiles, conceptMaps } = readShippedProfiles();
const terminology = [...definitions.codeSystems.values(), ...definitions.valueSets.values(), ...conceptMaps];
const bytes = write([...terminology.filter((resource) => isFree(resource, definitions.codeSystems)), ...profiles]);
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, bytes);
