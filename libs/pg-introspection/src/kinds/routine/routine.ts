import { catalogOid } from '../../catalog-oids.ts';
import type { DefinitionOf } from '@cadastre/events';
import { parseGrants } from '../../access/grants.ts';
import { parseSecurityLabels } from '../../access/security-labels.ts';
import { parseDependencies } from '../../dependencies/parse-dependencies.ts';
import { present } from '../../snapshot/snapshot-moved.ts';
import { isShortened } from '../../text/limited-text.ts';
import { parseNames } from '../../text/text-array.ts';
import type { CatalogKindReader } from '../kind-reader.ts';
import { aggregateOf } from './aggregate-facts.ts';
import { routinesStatement, type RoutineRow } from './routine-rows.ts';

type Definition = DefinitionOf<'routine'>;

const kinds: Readonly<Record<string, Definition['routine_kind']>> = {
  f: 'function',
  p: 'procedure',
  a: 'aggregate',
  w: 'window',
};
const volatilities: Readonly<Record<string, Definition['volatility']>> = {
  i: 'immutable',
  s: 'stable',
  v: 'volatile',
};
const parallels: Readonly<Record<string, Definition['parallel']>> = {
  s: 'safe',
  r: 'restricted',
  u: 'unsafe',
};

export const routineReader: CatalogKindReader<'routine', RoutineRow> = {
  kind: 'routine',
  catalog: 'pg_proc',
  statement: routinesStatement,
  assemble: (row, context) => {
    const schema = context.schemaName(row[1]);
    const identityArguments = present(row[6], "a routine's arguments", row[0]);
    return {
      kind: 'routine',
      identity: { catalog: 'pg_proc', oid: Number(row[0]) },
      schema,
      name: row[2],
      qualified_name: `${schema}.${row[2]}(${identityArguments})`,
      definition: {
        aggregate: aggregateOf(row[21]),
        arguments: present(row[7], "a routine's arguments", row[0]),
        comment: row[5],
        configuration: row[17] === null ? [] : parseNames(row[17]),
        cost: Number(row[15]),
        definition: row[3] === 'a' ? null : present(row[18], 'a routine', row[0]),
        depends_on: parseDependencies(row[20]),
        depends_on_extensions: context.takersOf(catalogOid.pg_proc, row[0]),
        extension: context.extensionOf('pg_proc', row[0]),
        identity_arguments: identityArguments,
        initial_privileges: context.initialPrivileges('pg_proc', row[0]),
        language: context.names.language(row[9]) ?? '',
        leakproof: row[13] === 't',
        owner: row[4],
        parallel: parallels[row[11]] ?? 'unsafe',
        privileges: parseGrants(row[19]),
        returns: row[3] === 'p' ? null : row[8],
        routine_kind: kinds[row[3]] ?? 'function',
        rows: Number(row[16]),
        security_definer: row[14] === 't',
        security_labels: parseSecurityLabels(row[22]),
        strict: row[12] === 't',
        truncated: isShortened(row[18]),
        volatility: volatilities[row[10]] ?? 'volatile',
      },
    };
  },
};
