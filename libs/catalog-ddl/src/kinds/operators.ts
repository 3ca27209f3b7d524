import type { CatalogObjectOf, DefinitionOf, ObjectRef } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { name, qualified } from '../text/quote.ts';

type Operator = CatalogObjectOf<'operator'>;
type Family = DefinitionOf<'operator-family'>;

/** An operator's name is never quoted. */
const operatorName = ({ schema, name: symbol }: { schema: string | null; name: string }): string =>
  schema === null ? symbol : `${name(schema)}.${symbol}`;

const reference = (word: string, operator: ObjectRef | null): string[] =>
  operator === null ? [] : [`${word} = OPERATOR(${operatorName(operator)})`];

const setting = (word: string, value: string | null): string[] =>
  value === null ? [] : [`${word} = ${value}`];

/** Commutator and negator may not be there yet: PostgreSQL keeps their place until they come. */
const settingsOf = ({ definition }: Operator): string[] => [
  `FUNCTION = ${definition.function}`,
  ...setting('LEFTARG', definition.left),
  ...setting('RIGHTARG', definition.right),
  ...reference('COMMUTATOR', definition.commutator),
  ...reference('NEGATOR', definition.negator),
  ...setting('RESTRICT', definition.restriction_estimator),
  ...setting('JOIN', definition.join_estimator),
  ...(definition.hashes ? ['HASHES'] : []),
  ...(definition.merges ? ['MERGES'] : []),
];

export const operator: DdlWriter<'operator'> = {
  rank: 32,
  begin: null,
  phases: {
    create: (object) => {
      const { left, right, owner, comment } = object.definition;
      const what = `OPERATOR ${operatorName(object)} (${left ?? 'NONE'}, ${right ?? 'NONE'})`;
      return [
        `CREATE OPERATOR ${operatorName(object)} (${settingsOf(object).join(', ')});`,
        ...ownerStatement(what, owner),
        ...commentStatement(what, comment),
      ];
    },
  },
};

const membersOf = ({ operators, functions }: Pick<Family, 'operators' | 'functions'>): string[] => [
  ...operators.map(({ strategy, operator: text, sort_family: family }) => {
    const order = family === null ? '' : ` FOR ORDER BY ${qualified(family)}`;
    return `OPERATOR ${strategy} ${text}${order}`;
  }),
  ...functions.map(
    ({ number, left, right, function: text }) => `FUNCTION ${number} (${left}, ${right}) ${text}`,
  ),
];

export const operatorFamily: DdlWriter<'operator-family'> = {
  rank: 33,
  begin: null,
  phases: {
    create: (object) => {
      const { definition } = object;
      const what = `OPERATOR FAMILY ${qualified(object)} USING ${name(definition.method)}`;
      const members = membersOf(definition);
      return [
        `CREATE ${what};`,
        ...(members.length === 0 ? [] : [`ALTER ${what} ADD ${members.join(', ')};`]),
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};

export const operatorClass: DdlWriter<'operator-class'> = {
  rank: 34,
  begin: null,
  phases: {
    create: (object) => {
      const { definition } = object;
      const { method, family, input_type: type, storage_type: storage } = definition;
      const what = `OPERATOR CLASS ${qualified(object)} USING ${name(method)}`;
      const members = [...(storage === null ? [] : [`STORAGE ${storage}`]), ...membersOf(definition)];
      // the grammar wants at least one; to store the type itself says nothing new
      const list = members.length === 0 ? `STORAGE ${type}` : members.join(', ');
      return [
        `CREATE OPERATOR CLASS ${qualified(object)}${definition.is_default ? ' DEFAULT' : ''} FOR TYPE ${type} ` +
          `USING ${name(method)} FAMILY ${qualified(family)} AS ${list};`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};
