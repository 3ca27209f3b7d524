import type { Footprint } from '../session/footprint.ts';
import { readAll } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { fingerprintStatement, type FingerprintRow } from './fingerprint-statement.ts';
import type { Fingerprint } from './fingerprint.ts';

/** The fingerprint of the snapshot of the open transaction. */
export const readFingerprint = async (
  session: TargetSession,
  { reader, withSystem }: { readonly reader: string; readonly withSystem: boolean },
  footprint: Footprint,
): Promise<Fingerprint> => {
  const wanted = fingerprintStatement(session.serverVersionNum, { withSystem });
  return toFingerprint(await readAll(session, wanted, footprint), reader);
};

const toFingerprint = (rows: readonly FingerprintRow[], reader: string): Fingerprint => {
  const fact = (what: string): string | null => rows.find(([it]) => it === what)?.[2] ?? null;
  const of = (what: string) => rows.filter(([it]) => it === what);
  return {
    origin: {
      system: fact('system'),
      timeline: fact('timeline'),
      startedAt: fact('startedAt') ?? '',
      databaseOid: fact('databaseOid') ?? '',
      serverVersion: fact('serverVersion') ?? '',
      role: fact('role') ?? '',
      reader,
    },
    transaction: fact('transaction') ?? '0',
    names: Object.fromEntries(of('name').map(([, key, name]) => [key, name])),
    catalogs: new Map(of('catalog').map(([, owner, hex]) => [Number(owner), Buffer.from(hex, 'hex')])),
  };
};
