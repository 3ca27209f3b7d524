import type { Footprint } from '../session/footprint.ts';
import { readAll } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import type { Settings } from '../snapshot/read-transaction.ts';
import { neededCatalogs } from '../small-catalogs/readable-catalogs.ts';
import { readUnreadable } from '../snapshot/unreadable.ts';
import { catalogRows, neededFor } from './catalog-rows.ts';
import { catalogsStatement } from './fingerprint-statement.ts';
import type { Fingerprint, FingerprintHead } from './fingerprint.ts';
import { originStatement, type OriginRow } from './origin-statement.ts';

/** Of the snapshot of the open transaction. */
export const readHead = async (
  session: TargetSession,
  {
    reader,
    ...options
  }: { readonly reader: string; readonly withSystem: boolean; readonly settings: Settings },
  footprint: Footprint,
): Promise<FingerprintHead> => toHead(await readAll(session, originStatement(options), footprint), reader);

/**
 * Of the same snapshot. `isRestricted`: some catalog was refused to this role; what it cannot read is left out, as it is
 * of every reading. `unreadable`: that, as `catalog` or `catalog.column`.
 */
export const readCatalogs = async (
  session: TargetSession,
  { isRestricted }: { readonly isRestricted: boolean },
  footprint: Footprint,
): Promise<{ readonly catalogs: Fingerprint['catalogs']; readonly unreadable: ReadonlySet<string> }> => {
  const all = catalogRows(session.serverVersionNum);
  const needed = [...all.flatMap(neededFor), ...neededCatalogs(session.serverVersionNum)];
  const unreadable = isRestricted
    ? await readUnreadable(session, [...new Set(needed)], footprint)
    : new Set<string>();
  const readable = all.filter((one) => !neededFor(one).some((what) => unreadable.has(what)));
  const rows = await readAll(session, catalogsStatement(readable), footprint);
  const catalogs = new Map(rows.map(([owner, hex]) => [Number(owner), Buffer.from(hex, 'hex')]));
  return { catalogs, unreadable };
};

const toHead = (rows: readonly OriginRow[], reader: string): FingerprintHead => {
  const facts = new Map(rows.map(([what, , value]) => [what, value]));
  const names = rows.filter(([what]) => what === 'name').map(([, key, name]) => [key, name]);
  const fact = (what: string): string => facts.get(what) ?? '';
  return {
    origin: {
      system: facts.get('system') ?? null,
      timeline: facts.get('timeline') ?? null,
      startedAt: fact('startedAt'),
      databaseOid: fact('databaseOid'),
      serverVersion: fact('serverVersion'),
      role: fact('role'),
      reader,
    },
    transaction: fact('transaction'),
    isQuiet: fact('quiet') === 'true',
    names: Object.fromEntries(names) as Record<string, string>,
  };
};
