import type { BlockDifference } from './compare-dumps.ts';

/** Options that the catalog never holds the value of: see safe-options.ts of the introspection. */
const secret =
  /^\s*\S*(?:pass(?:word|wd|phrase)?|secret|token|credential|api_?key|access_?key|private_?key)\S* '/i;
const bracket = /^\s*(?:OPTIONS \(|\))?;?$/;

/** Nothing of these is ever read: the options of a user mapping, the connection of a subscription. */
const mappingOptions = /^(CREATE USER MAPPING FOR .*) OPTIONS \([^]*\n\);$/m;
const connection = /^(CREATE SUBSCRIPTION .* CONNECTION) '(?:[^']|'')*'/m;

const withoutWhole = (text: string): string =>
  text.replace(mappingOptions, '$1;').replace(connection, "$1 ''");

/** The lines of a block that are no secret option; what brackets and commas are left of a list does not count. */
const openLines = (text: string): string =>
  withoutWhole(text)
    .split('\n')
    .filter((line) => !secret.test(line) && !bracket.test(line))
    .map((line) => line.replace(/[,;]$/, '').trim())
    .join('\n');

const hasSecret = (text: string): boolean =>
  withoutWhole(text) !== text || text.split('\n').some((line) => secret.test(line));

/** The copy lacks nothing but values that look like a credential, which never leave the target. */
export const isWithheld = ({ original, copy }: BlockDifference): boolean =>
  original.length === copy.length &&
  original.some(hasSecret) &&
  original.every((text, at) => openLines(text) === openLines(copy[at] ?? ''));
