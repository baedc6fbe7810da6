// Compiles the FHIR R4 definitions into one blob: node compile.mjs --out definitions.bin [--pin]
// Ids that are stored (resource types, search parameters) come from the pinned lists; a new name is an error unless
// --pin is given, which appends it.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { BlobWriter } from './blob.mjs';
import { readDefinitions, readJson, require_ } from './source.mjs';
import { compileStructures, PRIMITIVES, resourceTypeNames } from './structures.mjs';
import { Terminology } from './terminology.mjs';

const SEARCH_TYPES = ['number', 'date', 'string', 'token', 'reference', 'composite', 'quantity', 'uri', 'special'];
const FLAGS = { array: 1, summary: 2, modifier: 4 };
const SYSTEM_FLAGS = { complete: 1, caseSensitive: 2 };

const compareBytes = (a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));

/** Name to number, from 1, by the pinned list; with `pin`, unknown names are appended to it. */
function pinnedIds(file, names, pin) {
  const path = join(dirname(fileURLToPath(import.meta.url)), file);
  const list = existsSync(path) ? readJson(file) : [];
  const missing = [...names].sort().filter((name) => !list.includes(name));
  require_(missing.length === 0 || pin, `${file} does not list ${missing.slice(0, 3).join(', ')}; run with --pin to append`);
  if (missing.length > 0) {
    list.push(...missing);
    writeFileSync(path, `${JSON.stringify(list, null, 1)}\n`);
  }
  return new Map(list.map((name, index) => [name, index + 1]));
}

class Compiler {
  constructor(definitions, pin) {
    this.definitions = definitions;
    this.blob = new BlobWriter();
    this.typeNames = resourceTypeNames(definitions);
    this.typeIds = pinnedIds('type_ids.json', this.typeNames, pin);
    this.parameterIds = pinnedIds('parameter_ids.json', definitions.searchParameters.map(({ url }) => url), pin);
    this.structures = compileStructures(definitions);
    this.structureIds = new Map(this.structures.map(({ name }, index) => [name, index + 1]));
    this.valueSetIds = new Map([...definitions.valueSets.keys()].sort(compareBytes).map((url, index) => [url, index + 1]));
    this.typeLists = new Map();
  }

  /** Index of the first entry of this list of type names in the section of type lists; equal lists share one place. */
  typeList(names) {
    const key = names.join();
    if (!this.typeLists.has(key)) {
      this.typeLists.set(key, this.blob.count('typeLists'));
      for (const name of names) this.blob.add('typeLists', { type: this.typeIds.get(name) });
    }
    return this.typeLists.get(key);
  }

  structureId(name) {
    if (!name) return 0;
    require_(this.structureIds.has(name), `no structure is called ${name}`);
    return this.structureIds.get(name);
  }

  // Property names, then for each name of a primitive the name of its sibling with an underscore.
  addNames() {
    const elements = this.structures.flatMap((structure) => structure.elements);
    const plain = [...new Set(['resourceType', ...elements.map(({ name }) => name)])].sort(compareBytes);
    const primitives = new Set(elements.filter(({ primitive }) => primitive !== 0).map(({ name }) => name));
    this.nameIds = new Map(plain.map((name, index) => [name, index + 1]));
    for (const name of plain) this.blob.add('names', { name });
    for (const name of plain.filter((word) => primitives.has(word))) {
      this.blob.add('names', { name: `_${name}`, sibling: this.nameIds.get(name) });
    }
    require_(this.blob.count('names') < 0xffff, 'too many property names');
  }

  addTypes() {
    for (const name of this.typeNames) {
      this.blob.add('types', { name, number: this.typeIds.get(name), structure: this.structureId(name) });
    }
  }

  addElement(element) {
    const { binding } = element;
    this.blob.add('elements', {
      path: element.path,
      typeName: element.typeName,
      choiceBase: element.choiceBase,
      bindingUrl: binding.url,
      name: this.nameIds.get(element.name),
      structure: this.structureId(element.structure),
      profile: this.structureId(element.profile),
      min: element.min,
      max: element.max,
      valueSet: this.valueSetIds.get(binding.url) ?? 0,
      firstTarget: this.typeList(element.targets),
      targetCount: element.targets.length,
      primitive: element.primitive,
      flags: element.isArray * FLAGS.array + element.isSummary * FLAGS.summary + element.isModifier * FLAGS.modifier,
      choiceGroup: element.choiceGroup,
      strength: binding.strength,
    });
  }

  // Open addressing with linear steps; the hash is repeated in definitions.cc.
  addSlots(elements) {
    const bits = Math.max(1, Math.ceil(Math.log2(elements.length * 2 + 1)));
    const slots = new Array(2 ** bits).fill(null);
    elements.forEach((element, index) => {
      const name = this.nameIds.get(element.name);
      let at = (Math.imul(name, 40503) & 0xffff) >> (16 - bits);
      while (slots[at]) at = (at + 1) % slots.length;
      slots[at] = { name, element: index };
    });
    for (const slot of slots) this.blob.add('slots', slot ?? {});
    return bits;
  }

  addStructures() {
    for (const structure of this.structures) {
      const row = {
        name: structure.name,
        kind: structure.kind,
        abstract: structure.isAbstract,
        primitive: structure.primitive,
        base: this.structureId(structure.base),
        type: this.typeIds.get(structure.name),
        firstElement: this.blob.count('elements'),
        firstInvariant: this.blob.count('invariants'),
        firstSlot: this.blob.count('slots'),
        elementCount: structure.elements.length,
        invariantCount: structure.invariants.length,
      };
      for (const element of structure.elements) this.addElement(element);
      for (const invariant of structure.invariants) this.blob.add('invariants', invariant);
      row.slotBits = this.addSlots(structure.elements);
      this.blob.add('structures', row);
    }
  }

  concreteBases(parameter) {
    const all = parameter.base.flatMap((base) => {
      if (base === 'Resource') return this.typeNames;
      if (base !== 'DomainResource') return [base];
      return this.typeNames.filter((name) => this.definitions.structures.get(name).baseDefinition.endsWith('/DomainResource'));
    });
    return [...new Set(all)].sort();
  }

  addSearchParameters() {
    const parameters = [...this.definitions.searchParameters].sort((a, b) => this.parameterIds.get(a.url) - this.parameterIds.get(b.url));
    for (const parameter of parameters) {
      const bases = this.concreteBases(parameter);
      const targets = (parameter.target ?? []).includes('Resource') ? [] : [...(parameter.target ?? [])].sort();
      const components = parameter.component ?? [];
      const unknown = [...bases, ...targets].find((name) => !this.typeIds.has(name));
      require_(!unknown, `${parameter.url} names the type ${unknown}`);
      this.blob.add('parameters', {
        code: parameter.code,
        url: parameter.url,
        expression: parameter.expression,
        description: parameter.description,
        firstBase: this.typeList(bases),
        firstTarget: this.typeList(targets),
        firstComponent: this.blob.count('components'),
        id: this.parameterIds.get(parameter.url),
        baseCount: bases.length,
        targetCount: targets.length,
        componentCount: components.length,
        type: SEARCH_TYPES.indexOf(parameter.type),
      });
      for (const { definition, expression } of components) {
        require_(this.parameterIds.has(definition), `${parameter.url} is composed of the unknown ${definition}`);
        this.blob.add('components', { expression, parameter: this.parameterIds.get(definition) });
      }
    }
  }

  addCompartments() {
    for (const [name, compartment] of [...this.definitions.compartments].sort(([a], [b]) => compareBytes(a, b))) {
      const members = compartment.resource.filter(({ param }) => param?.length > 0);
      const rows = members.map(({ code, param }) => ({ type: this.typeIds.get(code), codes: param })).sort((a, b) => a.type - b.type);
      this.blob.add('compartments', { name, firstMember: this.blob.count('compartmentMembers'), memberCount: rows.length });
      for (const { type, codes } of rows) {
        require_(type, `compartment ${name} names an unknown type`);
        this.blob.add('compartmentMembers', { type, codeCount: codes.length, firstCode: this.blob.count('compartmentCodes') });
        for (const code of codes) this.blob.add('compartmentCodes', { code });
      }
    }
  }

  conceptIndex(concept) {
    const key = `${concept.system}|${concept.code}|${concept.display}`;
    if (!this.concepts.has(key)) this.concepts.set(key, this.blob.add('concepts', concept));
    return this.concepts.get(key);
  }

  addTerminology() {
    this.concepts = new Map();
    const terminology = new Terminology(this.definitions);
    const sortByCode = (concepts) => [...concepts].sort((a, b) => compareBytes(a.code, b.code));
    for (const url of [...this.definitions.codeSystems.keys()].sort(compareBytes)) {
      const codeSystem = this.definitions.codeSystems.get(url);
      const concepts = terminology.systems.get(url) ?? [];
      const flags = terminology.systems.has(url) * SYSTEM_FLAGS.complete + (codeSystem.caseSensitive !== false) * SYSTEM_FLAGS.caseSensitive;
      this.blob.add('codeSystems', { url, firstConcept: this.blob.count('systemConceptsByCode'), conceptCount: concepts.length, flags });
      for (const concept of sortByCode(concepts)) this.blob.add('systemConceptsByCode', { concept: this.conceptIndex(concept) });
    }
    for (const url of this.valueSetIds.keys()) {
      const members = terminology.expand(url);
      this.blob.add('valueSets', { url, firstMember: this.blob.count('members'), memberCount: members?.length, enumerated: members !== null });
      for (const concept of members ?? []) this.blob.add('members', { concept: this.conceptIndex(concept) });
      for (const concept of sortByCode(members ?? [])) this.blob.add('membersByCode', { concept: this.conceptIndex(concept) });
    }
  }

  compile() {
    for (const name of PRIMITIVES.slice(1)) this.structureId(name);
    this.addNames();
    this.addTypes();
    this.addStructures();
    this.addSearchParameters();
    this.addCompartments();
    this.addTerminology();
    return this.blob.finish();
  }
}

const { values: options } = parseArgs({ options: { out: { type: 'string' }, pin: { type: 'boolean', default: false } } });
require_(options.out, 'usage: node compile.mjs --out <file> [--pin]');
const bytes = new Compiler(readDefinitions(), options.pin).compile();
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, bytes);
