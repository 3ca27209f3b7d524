/** A bound value in PostgreSQL's text form; arrays as array literals. The type is the statement's to say. */
export const parameterText = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `{${value.map(elementText).join(',')}}`;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  throw new TypeError('a parameter is a string, number, boolean, null or an array of those');
};

const elementText = (value: unknown): string => {
  const text = parameterText(value);
  return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`;
};
