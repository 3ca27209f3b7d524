import type { CatalogObjectOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { dependsOnStatements } from '../parts/extension-dependencies.ts';
import { grantStatements } from '../parts/grants.ts';
import { labelStatements } from '../parts/labels.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { qualified } from '../text/quote.ts';
import { aggregate } from './aggregate.ts';

type Routine = CatalogObjectOf<'routine'>;

const words: Readonly<Record<Routine['definition']['routine_kind'], string>> = {
  function: 'FUNCTION',
  window: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
};

/** What tells it from others of its name; an aggregate without arguments has a star. */
const signature = (object: Routine): string => {
  const { identity_arguments: args, routine_kind: kind } = object.definition;
  return `${qualified(object)}(${args === '' && kind === 'aggregate' ? '*' : args})`;
};

const variadicAny = 'VARIADIC "any"';

/** GRANT knows aggregates as functions, with one list of arguments. */
const grantedAs = (object: Routine): string => {
  const { identity_arguments: args, routine_kind: kind } = object.definition;
  if (kind === 'procedure') return `PROCEDURE ${signature(object)}`;
  const flat =
    args === `${variadicAny} ORDER BY ${variadicAny}` ? variadicAny : args.replace(/ ?ORDER BY /, ', ');
  return `FUNCTION ${qualified(object)}(${kind === 'aggregate' ? flat.replace(/^, /, '') : args})`;
};

const making = (object: Routine): string[] => {
  const { definition } = object;
  if (definition.aggregate !== null) return [aggregate(object, definition.aggregate)];
  if (definition.definition === null) return [];
  return [`${definition.definition.replace(/\s*$/, '')};`];
};

const whatOf = (object: Routine): string => `${words[object.definition.routine_kind]} ${signature(object)}`;

const create = (object: Routine): string[] => {
  const made = making(object);
  if (made.length === 0) return [];
  const { definition } = object;
  const what = whatOf(object);
  return [
    ...made,
    ...ownerStatement(what, definition.owner),
    ...commentStatement(what, definition.comment),
    ...labelStatements(what, definition.security_labels),
    ...grantStatements(definition, grantedAs(object), { owner: ['EXECUTE'], everybody: ['EXECUTE'] }),
  ];
};

const finish = (object: Routine): string[] =>
  making(object).length === 0
    ? []
    : dependsOnStatements(whatOf(object), object.definition.depends_on_extensions);

export const routine: DdlWriter<'routine'> = { rank: 30, begin: null, phases: { create, finish } };
