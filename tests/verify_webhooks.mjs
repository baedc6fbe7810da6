// Verifies recorded webhooks by the published library of Standard Webhooks and by our own client.
// node verify_webhooks.mjs SDK_FOLDER < lines of {secret, headers, body}; prints counts as JSON.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(`${process.argv[2]}/package.json`);
const { Webhook } = require('standardwebhooks');
const { webhooks } = require('./dist/cjs/index.js');
const FLIPPED_MESSAGES = 100;
const FLIPS = 100;

const counts = { messages: 0, standard: 0, own: 0, plain: 0, flips: 0, flipsAccepted: 0 };
const flipped = (text, bit) => {
  const bytes = Buffer.from(text, 'latin1');
  bytes[(bit >> 3) % bytes.length] ^= 1 << (bit & 7);
  return bytes.toString('latin1');
};
const accepts = (check) => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  const standard = new Webhook(secret);
  counts.messages += 1;
  if (accepts(() => standard.verify(body, headers))) counts.standard += 1;
  if (await webhooks.verify(body, headers, secret).then(() => true, () => false)) counts.own += 1;
  const plain = Object.fromEntries(Object.entries(headers).filter(([name]) => !/signature-v2|^webhook-/.test(name)));
  if (await webhooks.verify(body, plain, secret).then(() => true, () => false)) counts.plain += 1;
  if (counts.messages > FLIPPED_MESSAGES) continue;
  for (let i = 0; i < FLIPS; i += 1) {
    const changed = flipped(body, i * 7919 + counts.messages);
    counts.flips += 1;
    if (accepts(() => standard.verify(changed, headers))) counts.flipsAccepted += 1;
  }
}
console.log(JSON.stringify(counts));
