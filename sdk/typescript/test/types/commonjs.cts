// Compiled, never run: the types as CommonJS sees them.
import sdk = require('@osler/sdk');

async function total(): Promise<number> {
  const { data } = await new sdk.Clinik('clk_test_abc').encounters.search({ status: 'finished' });
  return data.total;
}

export = total;
