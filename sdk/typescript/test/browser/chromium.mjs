// Where Chromium is, how it is started, and why these tests are skipped where it is not: loudly.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const { OSLER_BASE_URL: osler, OSLER_API_KEY: apiKey } = process.env;
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'];

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

/** Ends a browser and every process that it started. */
function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of them are gone already.
  }
}

/**
 * Chromium with a profile of its own, and `arguments_` added: what `use` makes of the started child, which is ended after `timeoutMs` at
 * the latest. Its processes die on their own time and may write to the profile until then: so its removal is tried again, and a folder
 * that stays behind is told, but fails no test.
 */
export async function withBrowser(arguments_, timeoutMs, use) {
  const profile = mkdtempSync(join(tmpdir(), 'osler-chromium-'));
  const child = spawn(browser, [...flags, `--user-data-dir=${profile}`, ...arguments_], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = once(child, 'close');
  const late = setTimeout(() => end(child), timeoutMs);
  try {
    return await use(child);
  } finally {
    clearTimeout(late);
    end(child);
    await ended;
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    } catch (error) {
      console.error(`The profile of a browser stays behind: ${error.message}`);
    }
  }
}
