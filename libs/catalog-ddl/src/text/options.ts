import { literal, name } from './quote.ts';

const split = (option: string): [string, string] => {
  const equals = option.indexOf('=');
  return [option.slice(0, equals), option.slice(equals + 1)];
};

/** Storage parameters and the like: `name=value` as the catalog keeps them, for `WITH (…)` and `SET (…)`. */
export const storageOptions = (options: readonly string[], prefix = ''): string[] =>
  options.map((option) => {
    const [key, value] = split(option);
    return `${prefix}${name(key)}=${literal(value)}`;
  });

const withheld = '<withheld>';

/** `OPTIONS (…)` of foreign things, or nothing. What was withheld because it looked like a credential is left out. */
export const foreignOptions = (options: readonly string[]): string => {
  const known = options.map(split).filter(([, value]) => value !== withheld);
  return known.length === 0
    ? ''
    : ` OPTIONS (${known.map(([key, value]) => `${name(key)} ${literal(value)}`).join(', ')})`;
};
