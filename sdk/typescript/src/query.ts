/** Values of a query. A list becomes one comma-separated value, which means OR. */
export type QueryValue = string | number | boolean | Date | null | undefined | readonly (string | number | boolean)[];

/** `?a=1&b=2`, or an empty string. Absent values are left out. */
export function queryString(values: object = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values) as [string, QueryValue][]) {
    if (value !== undefined && value !== null) query.append(name, queryText(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export function queryText(value: NonNullable<QueryValue>): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
