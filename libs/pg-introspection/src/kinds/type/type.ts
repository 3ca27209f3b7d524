import type { DefinitionOf } from '@cadastre/events';
import { parseGrants } from '../../access/grants.ts';
import { parseSecurityLabels } from '../../access/security-labels.ts';
import {
  parseDependencies,
  parseDependency,
  sortedDependencies,
} from '../../dependencies/parse-dependencies.ts';
import { baseOf, rangeOf } from './read-type-facts.ts';
import { byName } from '../../relations/by-name.ts';
import { present, presentType } from '../../snapshot/snapshot-moved.ts';
import { parseNames, parseTextArray } from '../../text/text-array.ts';
import type { CatalogKindReader } from '../kind-reader.ts';
import { typesStatement, type TypeRow } from './type-rows.ts';

type Definition = DefinitionOf<'type'>;

const kinds: Readonly<Record<string, Definition['type_kind']>> = {
  e: 'enum',
  d: 'domain',
  c: 'composite',
  r: 'range',
  m: 'multirange',
  b: 'base',
  p: 'pseudo',
};

export const typeReader: CatalogKindReader<'type', TypeRow> = {
  kind: 'type',
  catalog: 'pg_type',
  statement: typesStatement,
  assemble: (row, context) => {
    const [oid, schemaOid, name, typtype, owner, comment, labels] = row;
    const schema = context.schemaName(schemaOid);
    return {
      kind: 'type',
      identity: { catalog: 'pg_type', oid: Number(oid) },
      schema,
      name,
      qualified_name: `${schema}.${name}`,
      definition: {
        attributes: attributesOf(row),
        base: baseOf(row[24]),
        comment,
        depends_on: dependenciesOf(row),
        domain: typtype === 'd' ? domainOf(row) : null,
        extension: context.extensionOf('pg_type', oid),
        initial_privileges: context.initialPrivileges('pg_type', oid),
        is_defined: row[25] === 't',
        labels: labels === null ? [] : parseNames(labels),
        owner,
        privileges: parseGrants(row[19]),
        range: rangeOf(row[23]),
        security_labels: parseSecurityLabels(row[27]),
        subtype: row[18] === null ? null : presentType(row[18], "a range's subtype", oid),
        type_kind: kinds[typtype] ?? 'base',
      },
    };
  },
};

/** A check that leans on its own domain is no news. */
const dependenciesOf = (row: TypeRow): Definition['depends_on'] => {
  const own = parseDependencies(row[20]);
  if (row[26] === null) return own;
  const ofChecks = parseNames(row[26]).map((text) => {
    const [catalog, oid, column, ...name] = text.split(' ');
    return parseDependency(`${catalog} ${oid} ${column}`, ['domain', 'constraints', name.join(' ')]);
  });
  return sortedDependencies([...own, ...ofChecks]).filter(
    ({ catalog, oid }) => catalog !== 'pg_type' || oid !== Number(row[0]),
  );
};

const domainOf = (row: TypeRow): Definition['domain'] => {
  const definitions = parseNames(row[12] ?? '{}');
  const validated = parseNames(row[13] ?? '{}');
  const comments = parseTextArray(row[22] ?? '{}');
  return {
    base_type: presentType(row[8], "a domain's type", row[0]),
    collation: row[10],
    constraints: parseNames(row[11] ?? '{}')
      .map((name, at) => ({
        comment: comments[at] ?? null,
        definition: present(definitions[at] === '' ? null : definitions[at], "a domain's check", row[0]),
        name,
        validated: validated[at] === 't',
      }))
      .sort(byName),
    default: row[9],
    not_null: row[7] === 't',
    not_null_constraint: row[21],
  };
};

const attributesOf = (row: TypeRow): Definition['attributes'] => {
  const types = parseTextArray(row[15] ?? '{}');
  const collations = parseTextArray(row[16] ?? '{}');
  const comments = parseTextArray(row[17] ?? '{}');
  return parseNames(row[14] ?? '{}').map((name, at) => ({
    collation: collations[at] ?? null,
    comment: comments[at] ?? null,
    name,
    type: presentType(types[at], "an attribute's type", row[0]),
  }));
};
