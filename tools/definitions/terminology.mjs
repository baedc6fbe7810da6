// Expands the value sets whose content can be known at build time: whole code systems that R4 ships complete, lists of
// their codes, and simple filters over their hierarchies. Everything else stays "not enumerated".

// Codes of systems that R4 does not ship are taken from value sets only where the system is free to copy.
export const FREE_SYSTEMS = new Set(['http://unitsofmeasure.org', 'urn:ietf:bcp:47', 'urn:ietf:bcp:13']);
const MEMBERS_MAX = 20_000;

const withoutVersion = (url) => url.split('|')[0];

/** The concepts of a code system with the codes of their parents, in order, nested ones after their parent. */
function flatten(codeSystem) {
  const concepts = [];
  const visit = (concept, parent) => {
    const properties = concept.property ?? [];
    const subsumers = properties.filter((property) => property.code === 'subsumedBy').map((property) => property.valueCode);
    concepts.push({ system: codeSystem.url, code: concept.code, display: concept.display ?? '', properties,
      parents: [...(parent ? [parent] : []), ...subsumers] });
    for (const child of concept.concept ?? []) visit(child, concept.code);
  };
  for (const concept of codeSystem.concept ?? []) visit(concept, null);
  const byCode = new Map(concepts.map((concept) => [concept.code, concept]));
  for (const { code, properties } of concepts) {
    for (const property of properties) if (property.code === 'child') byCode.get(property.valueCode)?.parents.push(code);
  }
  return concepts;
}

/** Codes below `root`, itself included. */
function descendantsOf(concepts, root) {
  const inside = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { code, parents } of concepts) {
      if (inside.has(code) || !parents.some((parent) => inside.has(parent))) continue;
      inside.add(code);
      grew = true;
    }
  }
  return inside;
}

/** The concepts that pass one filter, or null if the filter is not understood. */
function filtered(concepts, filter) {
  if (filter.property === 'concept') {
    const below = descendantsOf(concepts, filter.value);
    if (filter.op === 'is-a') return concepts.filter(({ code }) => below.has(code));
    if (filter.op === 'descendent-of') return concepts.filter(({ code }) => below.has(code) && code !== filter.value);
    if (filter.op === 'is-not-a') return concepts.filter(({ code }) => !below.has(code));
    return null;
  }
  if (filter.op !== '=') return null;
  const text = (property) => String(property.valueCode ?? property.valueString ?? property.valueBoolean ?? '');
  return concepts.filter((concept) => concept.properties.some((p) => p.code === filter.property && text(p) === filter.value));
}

export class Terminology {
  constructor({ valueSets, codeSystems }) {
    this.valueSets = valueSets;
    this.codeSystems = codeSystems;
    this.systems = new Map();
    for (const [url, codeSystem] of codeSystems) {
      if (codeSystem.content === 'complete') this.systems.set(url, flatten(codeSystem));
    }
    this.expansions = new Map();
  }

  /** The members in order, or null if they cannot be known. */
  expand(canonical, open = new Set()) {
    const url = withoutVersion(canonical);
    if (this.expansions.has(url)) return this.expansions.get(url);
    const valueSet = this.valueSets.get(url);
    if (!valueSet || open.has(url)) return null;
    open.add(url);
    const members = this.#compose(valueSet.compose, open);
    open.delete(url);
    this.expansions.set(url, members);
    return members;
  }

  #compose(compose, open) {
    if (!compose?.include) return null;
    const members = new Map();
    for (const include of compose.include) {
      const part = this.#part(include, open);
      if (!part) return null;
      for (const concept of part) {
        const key = `${concept.system}|${concept.code}`;
        if (!members.has(key)) members.set(key, concept);
      }
    }
    for (const exclude of compose.exclude ?? []) {
      const part = this.#part(exclude, open);
      if (!part) return null;
      for (const concept of part) members.delete(`${concept.system}|${concept.code}`);
    }
    return members.size > MEMBERS_MAX ? null : [...members.values()];
  }

  /** One include or exclude: the system's part and every named value set, all of them at once. */
  #part(part, open) {
    const sets = (part.valueSet ?? []).map((url) => this.expand(url, open));
    if (part.system) sets.push(this.#systemPart(part));
    if (sets.length === 0 || sets.includes(null)) return null;
    const keys = sets.slice(1).map((set) => new Set(set.map(({ system, code }) => `${system}|${code}`)));
    return sets[0].filter(({ system, code }) => keys.every((set) => set.has(`${system}|${code}`)));
  }

  #systemPart(part) {
    const system = withoutVersion(part.system);
    const shipped = this.systems.get(system);
    if (part.concept) {
      if (!shipped && !FREE_SYSTEMS.has(system)) return null;
      const displays = new Map((shipped ?? []).map(({ code, display }) => [code, display]));
      return part.concept.map(({ code, display }) => ({ system, code, display: display ?? displays.get(code) ?? '' }));
    }
    if (!shipped) return null;
    return (part.filter ?? []).reduce((concepts, filter) => concepts && filtered(concepts, filter), shipped);
  }
}
