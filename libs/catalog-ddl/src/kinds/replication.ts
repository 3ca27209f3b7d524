import type { DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { labelStatements } from '../parts/labels.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { literal, name, names, qualified } from '../text/quote.ts';

type Publication = DefinitionOf<'publication'>;

const publicationSettings = (definition: Publication): string[] => [
  `publish = ${literal(definition.operations.join(', '))}`,
  ...(definition.via_root ? ['publish_via_partition_root = true'] : []),
  ...(definition.generated_columns === 'stored' ? ['publish_generated_columns = stored'] : []),
];

const published = (table: Publication['tables'][number]): string => {
  const columns = table.columns === null ? '' : ` (${names(table.columns)})`;
  const rows = table.filter === null ? '' : ` WHERE (${table.filter})`;
  return `TABLE ONLY ${qualified(table)}${columns}${rows}`;
};

export const publication: DdlWriter<'publication'> = {
  rank: 80,
  begin: null,
  phases: {
    finish: ({ name: called, definition }) => {
      const what = `PUBLICATION ${name(called)}`;
      const all = definition.all_tables ? ' FOR ALL TABLES' : '';
      return [
        `CREATE ${what}${all} WITH (${publicationSettings(definition).join(', ')});`,
        ...ownerStatement(what, definition.owner),
        ...definition.schemas.map((schema) => `ALTER ${what} ADD TABLES IN SCHEMA ${name(schema)};`),
        ...definition.tables.map((table) => `ALTER ${what} ADD ${published(table)};`),
        ...commentStatement(what, definition.comment),
        ...labelStatements(what, definition.security_labels),
      ];
    },
  },
};

/** What a server has unless told otherwise; the one of `streaming` depends on its version. */
const subscriptionDefaults: ReadonlySet<string> = new Set([
  'binary=off',
  'disable_on_error=off',
  'failover=off',
  'origin=any',
  'password_required=on',
  'run_as_owner=off',
  'synchronous_commit=off',
  'two_phase=off',
]);

/** Its connection was never read: it stays empty, and the subscription as pg_dump leaves it, not connected. */
export const subscription: DdlWriter<'subscription'> = {
  rank: 81,
  begin: null,
  phases: {
    finish: ({ name: called, definition }) => {
      const what = `SUBSCRIPTION ${name(called)}`;
      const { slot_name: slot, publications, options } = definition;
      const settings = [
        'connect = false',
        `slot_name = ${slot === null ? 'NONE' : literal(slot)}`,
        ...options
          .filter((option) => !subscriptionDefaults.has(option))
          .map((option) =>
            option.replace(/^(\w+)=(.*)$/s, (_, key: string, value: string) => `${key} = ${literal(value)}`),
          ),
      ];
      return [
        `CREATE ${what} CONNECTION '' PUBLICATION ${names(publications)} WITH (${settings.join(', ')});`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
        ...labelStatements(what, definition.security_labels),
      ];
    },
  },
};
