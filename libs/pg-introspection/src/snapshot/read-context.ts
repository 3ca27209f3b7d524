import type { Grants, SystemCatalog } from '@cadastre/events';
import type { ReadPart } from '../fingerprints/extent.ts';
import type { QuoteIdentifier } from '../text/identifiers.ts';
import type { Names } from './names.ts';

/** What every reader needs to know about the target; read once, at the start of the snapshot. */
export type ReadContext = {
  /** As `server_version_num`. */
  readonly version: number;
  /** OIDs of the schemas to read, as a PostgreSQL array. */
  readonly schemaOids: string;
  /** Every schema but PostgreSQL's own is read: parts that only users have need no look at their relation. */
  readonly isWhole: boolean;
  /** Nobody asked for certain schemas only: objects outside any schema are read as well. */
  readonly isDatabaseWide: boolean;
  /** The relations, types and routines to read; null for all. */
  readonly part: ReadPart | null;
  /** Any schema's name, PostgreSQL's own included: an object may refer to them. */
  schemaName(oid: string | null): string;
  /** The extension that owns an object. */
  extensionOf(catalog: SystemCatalog, oid: string): string | null;
  /** The extensions that take something along without owning it; the OID of any system catalog. */
  takersOf(catalog: number, oid: string): string[];
  /** OIDs of the indexes and materialized views of which `takersOf` knows any, as a PostgreSQL array. */
  readonly takenRelations: string;
  /** What an object was made with, where that is not PostgreSQL's built-in default. */
  initialPrivileges(catalog: SystemCatalog, oid: string): Grants;
  readonly quote: QuoteIdentifier;
  readonly names: Names;
};
