import type { SkippedScope } from '@cadastre/events';
import { smallReaders, type AnySmallReader } from '../kinds/kind-readers.ts';
import type { ReadContext } from '../snapshot/read-context.ts';

/** Everything that the role must be able to read for the small catalogs. */
export const neededCatalogs = (version: number): string[] => [
  ...new Set(smallReaders.flatMap((reader) => reader.reads(version))),
];

const missingTo = (reader: AnySmallReader, { version, names }: Pick<ReadContext, 'version' | 'names'>) =>
  reader.reads(version).filter((what) => names.unreadable.has(what));

export const isReadable = (reader: AnySmallReader, context: ReadContext): boolean =>
  missingTo(reader, context).length === 0;

/** The catalogs whose objects this role cannot see; the scope is the catalog's name. */
export const unreadableCatalogs = (context: Pick<ReadContext, 'version' | 'names'>): SkippedScope[] =>
  smallReaders.flatMap((reader) => {
    const missing = missingTo(reader, context);
    if (missing.length === 0) return [];
    return [{ scope: reader.catalog, reason: `the role may not read ${missing.join(', ')}` }];
  });
