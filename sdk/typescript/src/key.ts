import { ClinikApiError, ClinikAuthError } from './errors.js';
import { environmentVariable } from './environment.js';

const keyForm = /^clk_(live|test)_[A-Za-z0-9]+$/;

/** The key to use: the argument, else the environment. Throws when there is none or its form is wrong. Never echoes it. */
export function resolveKey(given: string | undefined): string {
  const key = given ?? environmentVariable('OSLER_API_KEY') ?? environmentVariable('CLINIKAPI_SECRET_KEY');
  if (!key) {
    throw new ClinikAuthError(
      'No API key. Pass one, new Clinik("clk_test_…"), or set OSLER_API_KEY.',
      { code: 'UNAUTHORIZED' },
    );
  }
  if (typeof key !== 'string' || !keyForm.test(key)) {
    throw new ClinikAuthError(`This is not an API key: ${formHint(String(key))}`, { code: 'INVALID_KEY_FORMAT' });
  }
  return key;
}

function formHint(key: string): string {
  if (/\s/.test(key)) return 'it contains a space or a line end.';
  if (key.startsWith('whsec_')) return 'it is a webhook secret.';
  return 'expected clk_test_… or clk_live_…, then letters and digits only.';
}

/** Throws when a live key would be shown to everyone who opens the page. */
export function refuseLiveKeyInBrowser(key: string, allowed: boolean): void {
  const { window } = globalThis as { window?: { document?: unknown } };
  if (allowed || !key.startsWith('clk_live_') || window?.document === undefined) return;
  throw new ClinikApiError(
    'A live key in a browser can be read by every visitor. Call Osler from your own server, ' +
      'or set dangerouslyAllowBrowser if you are sure.',
    { code: 'LIVE_KEY_IN_BROWSER' },
  );
}
