import { catalogOid } from '../catalog-oids.ts';
import { plainOperatorClassesSql } from './plain-operator-classes.ts';
import { unreadableSql } from './unreadable.ts';

export type NameRow = readonly [what: string, oid: string, name: string];

/** Small catalogs that others refer to by OID, and the words that have to be quoted. */
export type Names = {
  /** The snapshot itself, as `txid_current_snapshot` names it. */
  readonly snapshot: string;
  /** The name behind an OID of `pg_am`, `pg_tablespace` or `pg_language`; null for OID 0. */
  accessMethod(oid: string): string | null;
  tablespace(oid: string): string | null;
  language(oid: string): string | null;
  readonly reservedWords: readonly string[];
  /** OIDs as a PostgreSQL array; see `plain-operator-classes.ts`. */
  readonly plainOperatorClasses: string;
  /** What objects began with, by `catalogOid oid column`, as `aclitem[]`: made by initdb or by their extension. */
  readonly initialPrivileges: ReadonlyMap<string, string>;
  /** Somebody labelled something: nearly nobody does, and then no object is asked for its labels. */
  readonly hasSecurityLabels: boolean;
  /** Of what the readers of small catalogs need: what this role may not read. */
  readonly unreadable: ReadonlySet<string>;
};

/** $1: what readers need, catalogs or columns as `catalog.column`. */
export const namesSql = (version: number): string => /* sql */ `
    select 'am', a.oid, a.amname::pg_catalog.text from pg_catalog.pg_am a
    union all select 'snapshot', 0, pg_catalog.txid_current_snapshot()::pg_catalog.text
    union all select 'tablespace', t.oid, t.spcname from pg_catalog.pg_tablespace t
    union all select 'language', l.oid, l.lanname from pg_catalog.pg_language l
    union all select 'reserved', 0, k.word from pg_catalog.pg_get_keywords() k where k.catcode <> 'U'
    union all select 'operator class', o.oid, '' from (${plainOperatorClassesSql(version)}) as o
    union all
    select 'initial privileges', i.objoid,
           pg_catalog.concat(i.classoid, ' ', i.objoid, ' ', i.objsubid, ' ', i.initprivs)
      from pg_catalog.pg_init_privs i
     -- of PostgreSQL's own objects only schemas and languages are ever written down
     where i.objoid >= 16384 or i.classoid in (${catalogOid.pg_namespace}, ${catalogOid.pg_language})
    union all
    select 'labels', 0, '' where exists (select from pg_catalog.pg_seclabel)
                              or exists (select from pg_catalog.pg_shseclabel)
    union all
    select 'unreadable', 0, u.what from (${unreadableSql}) as u(what)`;

/** `catalogOid oid column`, a blank, and the list. */
const splitPrivileges = (text: string): [key: string, acl: string] => {
  const end = text.indexOf(' {');
  return [text.slice(0, end), text.slice(end + 1)];
};

export const namesFrom = (rows: readonly NameRow[]): Names => {
  const of = (what: string) => rows.filter(([kind]) => kind === what);
  const lookUp = (what: string) => {
    const names = new Map(of(what).map(([, oid, name]) => [oid, name]));
    return (oid: string) => names.get(oid) ?? null;
  };
  return {
    snapshot: of('snapshot')[0]?.[2] ?? '',
    accessMethod: lookUp('am'),
    tablespace: lookUp('tablespace'),
    language: lookUp('language'),
    reservedWords: of('reserved').map(([, , word]) => word),
    plainOperatorClasses: `{${of('operator class')
      .map(([, oid]) => oid)
      .join(',')}}`,
    initialPrivileges: new Map(of('initial privileges').map(([, , text]) => splitPrivileges(text))),
    hasSecurityLabels: of('labels').length > 0,
    unreadable: new Set(of('unreadable').map(([, , what]) => what)),
  };
};
