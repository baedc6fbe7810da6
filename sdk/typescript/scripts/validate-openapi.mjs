// Whether a file is a valid OpenAPI 3.1 description, and whether its own examples fit its schemas.
//   node scripts/validate-openapi.mjs FILE [YAML]     YAML: a file that must say the same
// Prints each fault on a line, then 'N passed, N failed'.
import { isDeepStrictEqual } from 'node:util';
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse as parseYaml } from 'yaml';

const description = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const faults = [];
let passed = 0;

function count(name, errors) {
  if (!errors || errors.length === 0) passed += 1;
  else faults.push(`${name}: ${JSON.stringify(errors).slice(0, 400)}`);
}

const { valid, errors } = await new Validator().validate(structuredClone(description));
count(`OpenAPI ${description.openapi}`, valid ? [] : [errors].flat());

if (process.argv[3]) {
  const same = isDeepStrictEqual(parseYaml(readFileSync(process.argv[3], 'utf8')), description);
  count('the YAML', same ? [] : ['says something else']);
}

const ajv = new Ajv.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', components: description.components });

function checkedBy(schema) {
  const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));
  return ajv.compile(rooted);
}

/** A reference of this description, followed. */
function resolved(value) {
  return value?.$ref ? value.$ref.slice(2).split('/').reduce((at, key) => at[key], description) : value;
}

for (const [path, item] of Object.entries(description.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    const bodies = [['body', operation.requestBody], ...Object.entries(operation.responses).map(([status, answer]) => [status, resolved(answer)])];
    for (const [where, { content = {} } = {}] of bodies) {
      for (const [type, media] of Object.entries(content)) {
        const check = checkedBy(media.schema);
        const examples = [media.example, ...Object.values(media.examples ?? {}).map((example) => resolved(example).value)].filter((example) => example !== undefined);
        for (const example of examples) {
          check(example);
          count(`${method.toUpperCase()} ${path} ${where} ${type}`, check.errors);
        }
      }
    }
  }
}

for (const fault of faults) console.log(fault);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length === 0 ? 0 : 1;
