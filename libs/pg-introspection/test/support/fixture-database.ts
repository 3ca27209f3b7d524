import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

const folder = path.join(import.meta.dirname, '..', 'fixtures');

type Fixture = { readonly name: string; readonly schemas: string; readonly since: number };

/** One per kind, and one per version that brought something new. `schemas`: how the names of its schemas begin. */
export const fixtures: readonly Fixture[] = [
  { name: 'schema', schemas: 'f_schema', since: 0 },
  { name: 'extension', schemas: 'f_extension', since: 0 },
  { name: 'type', schemas: 'f_type', since: 0 },
  { name: 'table', schemas: 'f_table', since: 0 },
  { name: 'partitioned-table', schemas: 'f_partitioned', since: 0 },
  { name: 'partition', schemas: 'f_leaf', since: 0 },
  { name: 'foreign-table', schemas: 'f_foreign', since: 0 },
  { name: 'view', schemas: 'f_view', since: 0 },
  { name: 'materialized-view', schemas: 'f_matview', since: 0 },
  { name: 'sequence', schemas: 'f_sequence', since: 0 },
  { name: 'routine', schemas: 'f_routine', since: 0 },
  { name: 'extension-dependency', schemas: 'f_taken', since: 0 },
  { name: 'security-label', schemas: 'f_label', since: 0 },
  { name: 'system-privileges', schemas: 'f_system', since: 0 },
  { name: 'since-14', schemas: 'f_since_14', since: 140_000 },
  { name: 'since-15', schemas: 'f_since_15', since: 150_000 },
  { name: 'since-18', schemas: 'f_since_18', since: 180_000 },
  { name: 'cast', schemas: 'f_cast', since: 0 },
  { name: 'collation', schemas: 'f_collation', since: 0 },
  { name: 'collation-since-16', schemas: 'f_coll16', since: 160_000 },
  { name: 'collation-since-17', schemas: 'f_coll17', since: 170_000 },
  { name: 'operator', schemas: 'f_operator', since: 0 },
  { name: 'operator-class', schemas: 'f_opclass', since: 0 },
  { name: 'operator-family', schemas: 'f_opfamily', since: 0 },
  { name: 'conversion', schemas: 'f_conversion', since: 0 },
  { name: 'publication', schemas: 'f_publication', since: 0 },
  { name: 'publication-since-15', schemas: 'f_pub15', since: 150_000 },
  { name: 'publication-since-18', schemas: 'f_pub18', since: 180_000 },
  { name: 'event-trigger', schemas: 'f_event_trigger', since: 0 },
  { name: 'foreign-data-wrapper', schemas: 'f_fdw', since: 0 },
  { name: 'foreign-server', schemas: 'f_server', since: 0 },
  { name: 'user-mapping', schemas: 'f_mapping', since: 0 },
  { name: 'statistics-object', schemas: 'f_statistics', since: 0 },
  { name: 'statistics-object-since-14', schemas: 'f_stat14', since: 140_000 },
  { name: 'text-search-configuration', schemas: 'f_ts_config', since: 0 },
  { name: 'text-search-dictionary', schemas: 'f_ts_dict', since: 0 },
  { name: 'text-search-parser', schemas: 'f_ts_parser', since: 0 },
  { name: 'text-search-template', schemas: 'f_ts_template', since: 0 },
  { name: 'language', schemas: 'f_language', since: 0 },
  { name: 'transform', schemas: 'f_transform', since: 0 },
  { name: 'access-method', schemas: 'f_access_method', since: 0 },
  // the last: what it says holds for all that is made after it
  { name: 'default-privileges', schemas: 'f_default_privileges', since: 0 },
];

/** Runs every fixture that the server's version can run. */
export const loadFixtures = async (connectionString: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>(
      `select current_setting('server_version_num') as version`,
    );
    for (const { name, since } of fixtures) {
      if (since > Number(rows[0]?.version)) continue;
      await client.query(readFileSync(path.join(folder, `${name}.sql`), 'utf8'));
    }
  } finally {
    await client.end();
  }
};

/** What of an object is the same on every server: all but its OID. */
export type ExpectedObject = {
  kind: string;
  schema: string | null;
  name: string;
  qualified_name: string;
  definition: Record<string, unknown>;
};

/** The objects that a fixture makes, in full, as the newest version has to show them. */
export const expectedObjects = (name: string): ExpectedObject[] =>
  JSON.parse(readFileSync(path.join(folder, `${name}.expected.json`), 'utf8')) as ExpectedObject[];
