import type { DefinitionOf } from '@cadastre/events';
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
        comment,
        domain: typtype === 'd' ? domainOf(row) : null,
        extension: context.extensionOf('pg_type', oid),
        labels: labels === null ? [] : parseNames(labels),
        owner,
        subtype: row[18] === null ? null : presentType(row[18], "a range's subtype", oid),
        type_kind: kinds[typtype] ?? 'base',
      },
    };
  },
};

const domainOf = (row: TypeRow): Definition['domain'] => {
  const definitions = parseNames(row[12] ?? '{}');
  const validated = parseNames(row[13] ?? '{}');
  return {
    base_type: presentType(row[8], "a domain's type", row[0]),
    collation: row[10],
    constraints: parseNames(row[11] ?? '{}')
      .map((name, at) => ({
        definition: present(definitions[at] === '' ? null : definitions[at], "a domain's check", row[0]),
        name,
        validated: validated[at] === 't',
      }))
      .sort(byName),
    default: row[9],
    not_null: row[7] === 't',
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
