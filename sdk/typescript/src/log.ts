import type { LogLevel } from './options.js';

const levels: LogLevel[] = ['none', 'error', 'warn', 'info', 'debug'];

/** Writes to the console what is at least as important as the chosen level. */
export class Log {
  readonly #level: number;

  constructor(level: LogLevel) {
    this.#level = levels.indexOf(level);
  }

  write(level: 'error' | 'warn' | 'info' | 'debug', line: string): void {
    if (levels.indexOf(level) <= this.#level) console[level](`[osler] ${line}`);
  }
}
