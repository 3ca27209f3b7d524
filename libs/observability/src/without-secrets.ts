/** Their values never reach a log line, wherever they stand, up to three levels deep. */
export const secretFields: ReadonlySet<string> = new Set([
  'password',
  'ca_pem',
  'credential',
  'secret',
  'authorization',
  'connectionString',
  'api_key',
  'apiKey',
  'key',
]);
const levels = 3;
/** What stands in place of them. */
export const censor = '[redacted]';

type Fields = Record<string, unknown>;

/**
 * The same fields, secret ones censored. What holds none is given back as it is: that is nearly every line, and a line is written
 * for every request.
 */
export const withoutSecrets = <Given extends object>(given: Given, left = levels): Given => {
  const fields = given as Fields;
  let censored: Fields | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = secretFields.has(name) && value !== undefined ? censor : deeper(value, left);
    if (shown === value) continue;
    censored ??= (Array.isArray(given) ? [...(given as unknown[])] : { ...fields }) as Fields;
    censored[name] = shown;
  }
  return (censored as Given | undefined) ?? given;
};

const deeper = (value: unknown, left: number): unknown =>
  left > 1 && typeof value === 'object' && value !== null ? withoutSecrets(value, left - 1) : value;
