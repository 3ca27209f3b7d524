import type { CatalogObjectOf } from '@cadastre/events';
import type { DdlWriter, Making } from '../ddl-writer.ts';
import { grantStatements } from '../parts/grants.ts';
import { labelStatements } from '../parts/labels.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { literal, name, qualified } from '../text/quote.ts';

type Sequence = CatalogObjectOf<'sequence'>;

const counting = ({ definition }: Sequence): string =>
  [
    `START WITH ${definition.start}`,
    `INCREMENT BY ${definition.increment}`,
    `MINVALUE ${definition.minimum}`,
    `MAXVALUE ${definition.maximum}`,
    `CACHE ${definition.cache}`,
    ...(definition.cycles ? ['CYCLE'] : []),
  ].join(' ');

const accessAndComment = (object: Sequence): string[] => {
  const what = `SEQUENCE ${qualified(object)}`;
  return [
    ...commentStatement(what, object.definition.comment),
    ...labelStatements(what, object.definition.security_labels),
    ...grantStatements(object.definition, what, { owner: ['SELECT', 'UPDATE', 'USAGE'], everybody: [] }),
  ];
};

const create = (object: Sequence): string[] => {
  const { definition } = object;
  if (definition.identity_kind !== null) return [];
  const unlogged = definition.persistence === 'unlogged' ? 'UNLOGGED ' : '';
  return [
    `CREATE ${unlogged}SEQUENCE ${qualified(object)} AS ${definition.data_type} ${counting(object)};`,
    ...ownerStatement(`SEQUENCE ${qualified(object)}`, definition.owner),
    ...accessAndComment(object),
  ];
};

/** Before PostgreSQL 15 no sequence is unlogged, and none is told to be logged: an upgrade leaves it so. */
const persistence = (object: Sequence, { isLoggedAlone }: Making): string[] => {
  if (object.definition.persistence === 'unlogged')
    return [`ALTER SEQUENCE ${qualified(object)} SET UNLOGGED;`];
  if (!isLoggedAlone) return [];
  const alter = `EXECUTE ${literal(`ALTER SEQUENCE ${qualified(object)} SET LOGGED`)};`;
  return [
    `DO ${literal(`BEGIN IF current_setting('server_version_num')::int >= 150000 THEN ${alter} END IF; END`)};`,
  ];
};

/** An identity column's sequence comes with the column's identity; any other is given to its column. */
const finish = (object: Sequence, making: Making): string[] => {
  const { owned_by: owner, identity_kind: identity } = object.definition;
  if (owner === null) return [];
  if (identity === null) {
    return [`ALTER SEQUENCE ${qualified(object)} OWNED BY ${qualified(owner)}.${name(owner.column)};`];
  }
  const generated = identity === 'always' ? 'ALWAYS' : 'BY DEFAULT';
  return [
    `ALTER TABLE ${qualified(owner)} ALTER COLUMN ${name(owner.column)} ADD GENERATED ${generated} AS IDENTITY ` +
      `(SEQUENCE NAME ${qualified(object)} ${counting(object)});`,
    ...persistence(object, making),
    ...accessAndComment(object),
  ];
};

export const sequence: DdlWriter<'sequence'> = { rank: 40, begin: null, phases: { create, finish } };
