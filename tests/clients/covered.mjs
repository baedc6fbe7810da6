// Which methods of a published class a test has called itself, not through another of them: so that a suite can say that it
// leaves none out.
import { AsyncLocalStorage } from "node:async_hooks";

const inside = new AsyncLocalStorage();

function recorded(called, name, method) {
  return function (...args) {
    if (inside.getStore()) return method.apply(this, args);
    called.add(name);
    return inside.run(true, () => method.apply(this, args));
  };
}

/** Watches every method and accessor of `object` itself; `prefix` stands before their names. Adds what is called to `called`. */
export function watch(object, called, prefix = "") {
  const names = [];
  for (const [key, found] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
    const name = prefix + key;
    if (key === "constructor" || ["prototype", "length", "name"].includes(key)) continue;
    if (typeof found.value === "function") {
      names.push(name);
      Object.defineProperty(object, key, { ...found, value: recorded(called, name, found.value) });
    } else if (found.get || found.set) {
      names.push(name);
      const get = found.get && recorded(called, name, found.get);
      const set = found.set && recorded(called, name, found.set);
      Object.defineProperty(object, key, { ...found, get, set });
    }
  }
  return names;
}

/** What is neither called nor left out for a named reason, and reasons for what is not there or was called after all. */
export function faults(names, called, reasons) {
  const missing = names.filter((name) => !called.has(name) && !(name in reasons));
  const stale = Object.keys(reasons).filter((name) => !names.includes(name) || called.has(name));
  return { missing, stale };
}
