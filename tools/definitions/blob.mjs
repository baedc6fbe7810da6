// Writes and reads the container of the blob: a header, a directory and sections of fixed-size rows. The format is
// described in docs/formats/definitions.md; blob.mjs, src/fhir/model/blob.h and that page change together.

export const MAGIC = 'OSLRDEF1';
export const FORMAT_VERSION = 1;
const HEADER_BYTES = 32;
const DIRECTORY_ROW_BYTES = 12;
const ALIGNMENT = 8;

/** Section names in directory order, with the fields of one row. 's' is a string: u32 offset, u32 size. */
export const SECTIONS = {
  strings: ['u8 byte'],
  names: ['s name', 'u16 sibling', 'u16 zero'],
  types: ['s name', 'u16 number', 'u16 structure'],
  structures: [
    's name', 'u8 kind', 'u8 abstract', 'u8 primitive', 'u8 slotBits', 'u16 base', 'u16 type', 'u32 firstElement',
    'u32 firstInvariant', 'u32 firstSlot', 'u16 elementCount', 'u16 invariantCount',
  ],
  elements: [
    's path', 's typeName', 's choiceBase', 's bindingUrl', 'u16 name', 'u16 structure', 'u16 profile', 'u16 min', 'u16 max',
    'u16 valueSet', 'u32 firstTarget', 'u16 targetCount', 'u8 primitive', 'u8 flags', 'u8 choiceGroup', 'u8 strength', 'u16 zero',
  ],
  invariants: ['s key', 's expression', 's human', 's path', 'u8 isError', 'u8 zero1', 'u16 zero2'],
  slots: ['u16 name', 'u16 element'],
  typeLists: ['u16 type'],
  parameters: [
    's code', 's url', 's expression', 's description', 'u32 firstBase', 'u32 firstTarget', 'u32 firstComponent',
    'u16 id', 'u16 baseCount', 'u16 targetCount', 'u8 componentCount', 'u8 type',
  ],
  components: ['s expression', 'u16 parameter', 'u16 zero'],
  compartments: ['s name', 'u32 firstMember', 'u32 memberCount'],
  compartmentMembers: ['u16 type', 'u16 codeCount', 'u32 firstCode'],
  compartmentCodes: ['s code'],
  valueSets: ['s url', 'u32 firstMember', 'u32 memberCount', 'u32 enumerated'],
  members: ['u32 concept'],
  membersByCode: ['u32 concept'],
  codeSystems: ['s url', 'u32 firstConcept', 'u32 conceptCount', 'u32 flags'],
  systemConceptsByCode: ['u32 concept'],
  concepts: ['s system', 's code', 's display'],
};

const WIDTHS = { s: 8, u8: 1, u16: 2, u32: 4 };

function layoutOf(fields) {
  let offset = 0;
  const places = fields.map((field) => {
    const [type, name] = field.split(' ');
    const width = WIDTHS[type];
    if (offset % Math.min(width, 4) !== 0) throw new Error(`field ${field} is not aligned`);
    const place = { type, name, offset };
    offset += width;
    return place;
  });
  return { places, bytes: offset };
}

/** FNV-1a over little-endian 64-bit words. */
export function hashOf(bytes) {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < bytes.length; at += 8) {
    hash = BigInt.asUintN(64, (hash ^ bytes.readBigUInt64LE(at)) * 0x100000001b3n);
  }
  return hash;
}

export class BlobWriter {
  #pool = new Map();
  #poolBytes = [];
  #poolSize = 0;
  #rows = Object.fromEntries(Object.keys(SECTIONS).map((name) => [name, []]));

  /** Adds a row and returns its index. Missing fields are 0. */
  add(section, row) {
    return this.#rows[section].push(row) - 1;
  }

  count(section) {
    return this.#rows[section].length;
  }

  #intern(text) {
    const known = this.#pool.get(text);
    if (known) return known;
    const bytes = Buffer.from(text, 'utf8');
    const reference = { offset: this.#poolSize, size: bytes.length };
    this.#poolBytes.push(bytes);
    this.#poolSize += bytes.length;
    this.#pool.set(text, reference);
    return reference;
  }

  #encode(section) {
    const { places, bytes } = layoutOf(SECTIONS[section]);
    const out = Buffer.alloc(bytes * this.#rows[section].length);
    this.#rows[section].forEach((row, index) => {
      for (const { type, name, offset } of places) {
        const at = index * bytes + offset;
        if (type === 's') {
          const { offset: from, size } = this.#intern(row[name] ?? '');
          out.writeUInt32LE(from, at);
          out.writeUInt32LE(size, at + 4);
        } else {
          out.writeUIntLE(Number(row[name] ?? 0), at, WIDTHS[type]);
        }
      }
    });
    return out;
  }

  finish() {
    const names = Object.keys(SECTIONS);
    const bodies = new Map(names.filter((name) => name !== 'strings').map((name) => [name, this.#encode(name)]));
    bodies.set('strings', Buffer.concat(this.#poolBytes));
    const directory = Buffer.alloc(Math.ceil((names.length * DIRECTORY_ROW_BYTES) / ALIGNMENT) * ALIGNMENT);
    const parts = [];
    let offset = HEADER_BYTES + directory.length;
    names.forEach((name, index) => {
      const body = bodies.get(name);
      const rowBytes = layoutOf(SECTIONS[name]).bytes;
      directory.writeUInt32LE(offset, index * DIRECTORY_ROW_BYTES);
      directory.writeUInt32LE(body.length / rowBytes, index * DIRECTORY_ROW_BYTES + 4);
      directory.writeUInt32LE(rowBytes, index * DIRECTORY_ROW_BYTES + 8);
      const padding = (ALIGNMENT - (body.length % ALIGNMENT)) % ALIGNMENT;
      parts.push(body, Buffer.alloc(padding));
      offset += body.length + padding;
    });
    const body = Buffer.concat([directory, ...parts]);
    const header = Buffer.alloc(HEADER_BYTES);
    header.write(MAGIC, 0, 'latin1');
    header.writeUInt32LE(FORMAT_VERSION, 8);
    header.writeUInt32LE(names.length, 12);
    header.writeBigUInt64LE(hashOf(body), 16);
    header.writeBigUInt64LE(BigInt(HEADER_BYTES + body.length), 24);
    return Buffer.concat([header, body]);
  }
}

/** Every section of a blob as an array of plain rows; strings decoded. Throws if the bytes are no blob of this format. */
export function readBlob(bytes) {
  if (bytes.toString('latin1', 0, 8) !== MAGIC) throw new Error('not a definitions blob');
  if (bytes.readUInt32LE(8) !== FORMAT_VERSION) throw new Error(`expected format version ${FORMAT_VERSION}`);
  if (bytes.readBigUInt64LE(16) !== hashOf(bytes.subarray(HEADER_BYTES))) throw new Error('the hash does not match');
  const names = Object.keys(SECTIONS);
  const place = (index) => [0, 4, 8].map((at) => bytes.readUInt32LE(HEADER_BYTES + index * DIRECTORY_ROW_BYTES + at));
  const [pool] = place(names.indexOf('strings'));
  const sections = {};
  names.forEach((name, index) => {
    if (name === 'strings') return;
    const { places } = layoutOf(SECTIONS[name]);
    const [start, count, rowBytes] = place(index);
    sections[name] = Array.from({ length: count }, (_, row) => {
      const fields = places.map(({ type, name: field, offset }) => {
        const at = start + row * rowBytes + offset;
        if (type !== 's') return [field, bytes.readUIntLE(at, WIDTHS[type])];
        const from = pool + bytes.readUInt32LE(at);
        return [field, bytes.toString('utf8', from, from + bytes.readUInt32LE(at + 4))];
      });
      return Object.fromEntries(fields);
    });
  });
  return sections;
}
