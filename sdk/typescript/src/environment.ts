interface Host {
  process?: { env?: Record<string, string | undefined> };
  Deno?: { env?: { get(name: string): string | undefined } };
}

/** The value of an environment variable under Node, Bun or Deno; undefined when unset, empty or not permitted. */
export function environmentVariable(name: string): string | undefined {
  const host = globalThis as Host;
  try {
    return (host.process?.env?.[name] ?? host.Deno?.env?.get(name)) || undefined;
  } catch {
    return undefined; // Deno without permission to read the environment.
  }
}
