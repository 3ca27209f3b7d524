import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import type { Attempt } from '../run-sync/attempt.ts';
import { inBulk } from './in-bulk.ts';
import { catalogsLeft, stageLeftovers, withPartners } from './leftovers.ts';
import type { Matched } from './match-by-name.ts';
import { pairSchemas } from './pair-schemas.ts';
import {
  byBody,
  byColumns,
  byColumnsInSchema,
  byNewName,
  byOwner,
  bySchemaChange,
  byTypeStructure,
  pair,
  pairByOid,
  type PairingRule,
} from './pairing-rules.ts';
import { renameInSignatures } from './rename-in-signatures.ts';
import { stageStructures } from './stage-structures.ts';

/**
 * Finds known objects again that names do not match: what was renamed, or came into another schema, after the restore. It
 * does so in the database, by one rule after the other, the surest first; where two could be meant none is taken.
 *
 * @param isSameDatabase whether an OID still means what it meant at the last sync
 */
export const matchLeftovers = async (
  attempt: Attempt,
  {
    census,
    matched,
    isSameDatabase,
  }: {
    readonly census: StagedCensus;
    readonly matched: readonly Matched[];
    readonly isSameDatabase: boolean;
  },
): Promise<Matched[]> => {
  if (matched.every(({ gone }) => gone.length === 0)) return [...matched];
  const { integration } = attempt;
  const bulk = <T>(work: (tx: Queryable) => Promise<T>): Promise<T> => inBulk(attempt, work);
  const by = (...rules: readonly PairingRule[]): Promise<void> =>
    bulk(async (tx) => {
      for (const rule of rules) await pair(tx, census, rule);
    });
  await bulk((tx) => stageLeftovers(tx, census, integration.options));
  const catalogs = await bulk((tx) => catalogsLeft(tx, census));
  if (catalogs.length === 0) return [...matched];
  await stageStructures(attempt, census, catalogs);
  await bulk((tx) => pairByOid(tx, census, isSameDatabase));
  await by(bySchemaChange);
  await bulk((tx) => pairSchemas(tx, census));
  await by(byNewName, byColumnsInSchema, byColumns, byTypeStructure);
  // Where most of a schema was renamed besides, it is only known by now.
  await bulk((tx) => pairSchemas(tx, census));
  await by(byNewName, byColumnsInSchema, byTypeStructure);
  // Routines name types, and sequences their tables: by now these are found.
  await renameInSignatures(attempt, census);
  await by(byNewName, byBody, byOwner);
  return bulk((tx) => withPartners(tx, census, matched));
};
