import type { BlockDifference } from './compare-dumps.ts';
import type { RoundTrip } from './round-trip.ts';

const mostLines = 40;

const onlyIn = (sign: string, texts: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others.flatMap((text) => text.split('\n')));
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => !known.has(line))
    .slice(0, mostLines)
    .map((line) => `  ${sign} ${line}`);
};

const difference = ({ heading, original, copy }: BlockDifference): string[] => {
  if (copy.length === 0) return [`missing: ${heading}`];
  if (original.length === 0) return [`too much: ${heading}`, ...onlyIn('+', copy, [])];
  return [`different: ${heading}`, ...onlyIn('-', original, copy), ...onlyIn('+', copy, original)];
};

/** What a person wants to know, line by line. */
export const report = (trip: RoundTrip): string[] => {
  const { objects, blocks, errors, differences, withheld, excused, seconds } = trip;
  const { read, write, restore } = seconds;
  return [
    `${objects} objects read in ${read.toFixed(1)} s, written in ${write.toFixed(1)} s, restored in ${restore.toFixed(1)} s`,
    ...errors.map((error) => `psql: ${error}`),
    ...differences.flatMap(difference),
    ...withheld.map(({ heading }) => `without its credential, which is never read: ${heading}`),
    ...(excused.length === 0 ? [] : [`pg_dump and psql do not keep these either: ${excused.length}`]),
    ...excused.map(({ heading }) => `  ${heading}`),
    errors.length + differences.length === 0
      ? `equal: all ${blocks} blocks of pg_dump --schema-only`
      : `not equal: ${differences.length} of ${blocks} blocks differ, ${errors.length} errors`,
  ];
};
