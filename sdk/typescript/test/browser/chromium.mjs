// Where Chromium is, how it is started, and why these tests are skipped where it is not: loudly.
import { execFileSync } from 'node:child_process';

export const { OSLER_BASE_URL: osler, OSLER_API_KEY: apiKey } = process.env;
export const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'];

function chromium() {
  for (const name of [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean)) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // The next name.
    }
  }
  return undefined;
}

export const browser = chromium();
export const missing = !osler || !apiKey ? 'OSLER_BASE_URL and OSLER_API_KEY are not set' : !browser ? 'Chromium is missing' : undefined;
if (missing) console.error(`${'!'.repeat(78)}\n!! SKIPPED: nothing was tested in a browser.\n!! ${missing}.\n${'!'.repeat(78)}`);
