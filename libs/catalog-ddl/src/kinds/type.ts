import type { CatalogObjectOf } from '@cadastre/events';
import type { DdlWriter, Making } from '../ddl-writer.ts';
import { grantStatements } from '../parts/grants.ts';
import { labelStatements } from '../parts/labels.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { literal, name, qualified } from '../text/quote.ts';
import { baseType } from './base-type.ts';

type Type = CatalogObjectOf<'type'>;
type Domain = NonNullable<Type['definition']['domain']>;

const collate = (collation: string | null): string => (collation === null ? '' : ` COLLATE ${collation}`);

const enumeration = (object: Type): string =>
  `CREATE TYPE ${qualified(object)} AS ENUM (${object.definition.labels.map(literal).join(', ')});`;

const composite = (object: Type): string => {
  const attributes = object.definition.attributes.map(
    (attribute) => `${name(attribute.name)} ${attribute.type}${collate(attribute.collation)}`,
  );
  return `CREATE TYPE ${qualified(object)} AS (${attributes.map((attribute) => `\n    ${attribute}`).join(',')}\n);`;
};

const isInline = (constraint: Domain['constraints'][number], { split }: Making): boolean =>
  constraint.validated && !split.has(`domain/constraints/${constraint.name}`);

const domain = (object: Type, facts: Domain, making: Making): string => {
  const notNull = facts.not_null_constraint === null ? '' : ` CONSTRAINT ${name(facts.not_null_constraint)}`;
  return [
    `CREATE DOMAIN ${qualified(object)} AS ${facts.base_type}${collate(facts.collation)}`,
    facts.default === null ? '' : ` DEFAULT ${facts.default}`,
    facts.not_null ? `${notNull} NOT NULL` : '',
    ...facts.constraints
      .filter((constraint) => isInline(constraint, making))
      .map((constraint) => `\n    CONSTRAINT ${name(constraint.name)} ${constraint.definition}`),
    ';',
  ].join('');
};

const range = (object: Type): string => {
  const { range: facts, subtype } = object.definition;
  const given = (parameter: string, value: string | null | undefined): string[] =>
    value === null || value === undefined ? [] : [`${parameter} = ${value}`];
  const parameters = [
    ...given('SUBTYPE', subtype),
    ...given('MULTIRANGE_TYPE_NAME', facts?.multirange && qualified(facts.multirange)),
    ...given('SUBTYPE_OPCLASS', facts?.subtype_operator_class),
    ...given('COLLATION', facts?.collation),
    ...given('CANONICAL', facts?.canonical),
    ...given('SUBTYPE_DIFF', facts?.subtype_diff),
  ];
  return `CREATE TYPE ${qualified(object)} AS RANGE (\n    ${parameters.join(',\n    ')}\n);`;
};

const shell = (object: Type): string[] => [`CREATE TYPE ${qualified(object)};`];

/** A shell that began has nothing to add. */
const undefinedType = (object: Type, { hasBegun }: Making): string[] => (hasBegun ? [] : shell(object));

const making = (object: Type, how: Making): string[] => {
  const { domain: domainFacts, base, type_kind: kind } = object.definition;
  switch (kind) {
    case 'enum':
      return [enumeration(object)];
    case 'composite':
      return [composite(object)];
    case 'domain':
      return domainFacts === null ? [] : [domain(object, domainFacts, how)];
    case 'range':
      return [range(object)];
    case 'base':
      return base === null ? [] : [baseType(object, base)];
    case 'pseudo':
      return undefinedType(object, how);
    case 'multirange':
      return [];
  }
};

const domainParts = (object: Type, how: Making): string[] =>
  (object.definition.domain?.constraints ?? []).flatMap((constraint) =>
    isInline(constraint, how)
      ? []
      : [
          `ALTER DOMAIN ${qualified(object)} ADD CONSTRAINT ${name(constraint.name)} ${constraint.definition};`,
          ...commentStatement(
            `CONSTRAINT ${name(constraint.name)} ON DOMAIN ${qualified(object)}`,
            constraint.comment,
          ),
        ],
  );

const comments = (object: Type, how: Making): string[] => [
  ...object.definition.attributes.flatMap((attribute) =>
    commentStatement(`COLUMN ${qualified(object)}.${name(attribute.name)}`, attribute.comment),
  ),
  ...(object.definition.domain?.constraints ?? [])
    .filter((constraint) => isInline(constraint, how))
    .flatMap((constraint) =>
      commentStatement(
        `CONSTRAINT ${name(constraint.name)} ON DOMAIN ${qualified(object)}`,
        constraint.comment,
      ),
    ),
];

const create = (object: Type, how: Making): string[] => {
  const { definition } = object;
  // It is made, owned and granted with its range type.
  if (definition.type_kind === 'multirange') return [];
  const what = `${definition.domain === null ? 'TYPE' : 'DOMAIN'} ${qualified(object)}`;
  return [
    ...making(object, how),
    ...ownerStatement(what, definition.owner),
    ...commentStatement(what, definition.comment),
    ...labelStatements(what, definition.security_labels),
    ...comments(object, how),
    ...grantStatements(definition, `TYPE ${qualified(object)}`, { owner: ['USAGE'], everybody: ['USAGE'] }),
  ];
};

export const type: DdlWriter<'type'> = {
  rank: 20,
  begin: shell,
  phases: { create, 'split-parts': domainParts },
};
