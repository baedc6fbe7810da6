import { ClinikValidationError } from './errors.js';

const idForm = /^[A-Za-z0-9_.-]{1,128}$/;
const typedIdForm = /^([A-Z][A-Za-z]{0,63})\/([A-Za-z0-9_.-]{1,128})$/;

/**
 * An id as one path segment. `Type/id` of the expected type becomes the bare id; another type is kept, so that the
 * server can say what is wrong with it. Throws for anything that is not an id, such as `..` or an empty string.
 */
export function idSegment(id: string, expectedType?: string): string {
  const text = String(id);
  const [, type, bare = text] = typedIdForm.exec(text) ?? [];
  if (!idForm.test(bare) || /^\.+$/.test(bare)) {
    throw new ClinikValidationError('The id must be 1 to 128 letters, digits, "_", "." or "-", or Type/id', { code: 'INVALID_ID' });
  }
  return type === undefined || type === expectedType ? bare : encodeURIComponent(text);
}
