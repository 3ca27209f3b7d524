import { emptyFootprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { beginRead } from '../snapshot/read-transaction.ts';
import { defaultLimits, shortReadSettings, type SnapshotLimits } from '../snapshot/snapshot-settings.ts';
import { isSystemSchema } from '../snapshot/system-schemas.ts';

/** What the role may do in one schema. The catalog shows structure to every role; data and `pg_stats` need these. */
export type SchemaVisibility = {
  readonly schema: string;
  readonly has_usage: boolean;
  /** Tables, views and so on; how many of them the role may SELECT from. */
  readonly relations: number;
  readonly readable_relations: number;
  /** The statements that would make the rest readable; an owner or a superuser runs them. */
  readonly missing_grants: readonly string[];
};

export type Visibility = {
  readonly role: string;
  readonly is_superuser: boolean;
  readonly database: string;
  /** Without PostgreSQL's own schemas, by name. */
  readonly schemas: readonly SchemaVisibility[];
};

type RoleRow = readonly [role: string, isSuperuser: string, database: string];
type SchemaRow = readonly [name: string, hasUsage: string, relations: string, readable: string];

const roleStatement = (): Statement<RoleRow> =>
  statement(
    /* sql */ `
    select current_user, r.rolsuper, pg_catalog.current_database()
      from pg_catalog.pg_roles r where r.rolname = current_user`,
    [],
    1,
  );

const visibilityStatement = (): Statement<SchemaRow> =>
  statement(
    /* sql */ `
    select n.nspname, pg_catalog.has_schema_privilege(n.oid, 'USAGE'), pg_catalog.count(c.oid),
           pg_catalog.count(c.oid) filter (where pg_catalog.has_table_privilege(c.oid, 'SELECT'))
      from pg_catalog.pg_namespace n
      left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'f', 'v', 'm')
     group by n.oid, n.nspname`,
    [],
    1_000,
  );

/** Says per schema what the connected role can see, and which GRANT is missing. Two statements. */
export const readVisibility = async (
  session: TargetSession,
  options: { readonly limits?: Partial<SnapshotLimits> } = {},
): Promise<Visibility> => {
  const footprint = emptyFootprint();
  const limits = { ...defaultLimits, ...options.limits };
  const transaction = await beginRead(session, shortReadSettings(limits), footprint);
  try {
    const [self] = await readAll(session, roleStatement(), footprint);
    const [role, isSuperuser, database] = self ?? ['', 'f', ''];
    const rows = await readAll(session, visibilityStatement(), footprint);
    return {
      role,
      is_superuser: isSuperuser === 't',
      database,
      schemas: rows
        .filter(([name]) => !isSystemSchema(name))
        .map((row) => toVisibility(row, role))
        .sort((a, b) => (a.schema < b.schema ? -1 : 1)),
    };
  } finally {
    await transaction.end();
  }
};

/** Quoted always: which words a server reserves does not matter then. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const toVisibility = ([schema, usage, count, readableCount]: SchemaRow, role: string): SchemaVisibility => {
  const hasUsage = usage === 't';
  const relations = Number(count);
  const readable = Number(readableCount);
  const missing = [
    hasUsage ? null : `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${quoted(role)};`,
    readable === relations
      ? null
      : `GRANT SELECT ON ALL TABLES IN SCHEMA ${quoted(schema)} TO ${quoted(role)};`,
  ];
  return {
    schema,
    has_usage: hasUsage,
    relations,
    readable_relations: readable,
    missing_grants: missing.filter((grant) => grant !== null),
  };
};
