import { catalogOid } from '../../catalog-oids.ts';
/** PostgreSQL's own objects in `pg_catalog`; that schema has this OID, and nothing made later has an OID so low. */
const ownIn = (schema: string, oid: string): string => `${schema} = 11 and ${oid} < 16384`;

const initially = (catalog: number, oid: string, column: string): string => /* sql */ `
  (select i.initprivs::pg_catalog.text from pg_catalog.pg_init_privs i
    where i.objoid = ${oid} and i.classoid = ${catalog} and i.objsubid = ${column})`;

const changedColumns = /* sql */ `
  (select pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, a.attacl::pg_catalog.text, b.acl)
                              order by a.attnum)::pg_catalog.text
     from pg_catalog.pg_attribute a
     cross join lateral (select ${initially(catalogOid.pg_class, 'a.attrelid', 'a.attnum')} as acl) as b
    where a.attrelid = c.oid and a.attacl::pg_catalog.text is distinct from b.acl
      -- a column that has nothing granted on it any more has no list either
      and (a.attacl is not null
           or c.oid in (select i.objoid from pg_catalog.pg_init_privs i where i.classoid = ${catalogOid.pg_class} and i.objsubid <> 0)))`;

const branch = (select: string, from: string): string => /* sql */ `
  select ${select} from ${from}`;

/**
 * Whose privileges are not as initdb left them, as `x(oid, type, name, owner, acl, initial, columns)`. An object that
 * something was ever granted on or revoked from keeps a list, so those without one are passed over.
 */
export const changedPrivilegesSql = /* sql */ `
  (select s.* from (
    ${branch(
      `c.oid, 'relation'::pg_catalog.text, pg_catalog.concat('TABLE pg_catalog.', pg_catalog.quote_ident(c.relname)),
       c.relowner, c.relacl::pg_catalog.text, ${initially(catalogOid.pg_class, 'c.oid', '0')}, ${changedColumns}`,
      `pg_catalog.pg_class c where ${ownIn('c.relnamespace', 'c.oid')} and c.relkind in ('r', 'v', 'm', 'S')`,
    )}
    union all ${branch(
      `p.oid, 'routine', pg_catalog.concat('FUNCTION pg_catalog.', pg_catalog.quote_ident(p.proname), '(',
                           pg_catalog.oidvectortypes(p.proargtypes), ')'),
       p.proowner, p.proacl::pg_catalog.text, ${initially(catalogOid.pg_proc, 'p.oid', '0')}, null`,
      `pg_catalog.pg_proc p where ${ownIn('p.pronamespace', 'p.oid')} and p.proacl is not null`,
    )}
    union all ${branch(
      `t.oid, 'type', pg_catalog.concat('TYPE pg_catalog.', pg_catalog.quote_ident(t.typname)),
       t.typowner, t.typacl::pg_catalog.text, ${initially(catalogOid.pg_type, 't.oid', '0')}, null`,
      `pg_catalog.pg_type t where ${ownIn('t.typnamespace', 't.oid')} and t.typacl is not null`,
    )}
    union all ${branch(
      `n.oid, 'schema', pg_catalog.concat('SCHEMA ', pg_catalog.quote_ident(n.nspname)),
       n.nspowner, n.nspacl::pg_catalog.text, ${initially(catalogOid.pg_namespace, 'n.oid', '0')}, null`,
      'pg_catalog.pg_namespace n where n.oid = 11',
    )}
   ) as s(oid, type, name, owner, acl, initial, columns)
   where s.acl is distinct from s.initial or s.columns is not null) as x`;
