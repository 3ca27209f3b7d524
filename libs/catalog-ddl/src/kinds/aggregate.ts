import type { CatalogObjectOf } from '@cadastre/events';
import { literal, qualified } from '../text/quote.ts';

type Routine = CatalogObjectOf<'routine'>;
type Aggregate = NonNullable<Routine['definition']['aggregate']>;
type State = Aggregate['state'];

const modifications: Readonly<Record<State['final_modify'], string>> = {
  'read-only': 'READ_ONLY',
  shareable: 'SHAREABLE',
  'read-write': 'READ_WRITE',
};

const given = (parameter: string, value: string | null): string[] =>
  value === null ? [] : [`${parameter} = ${value}`];

const stateParameters = (state: State, prefix: string): string[] => [
  ...(state.space === 0 ? [] : [`${prefix}SSPACE = ${state.space}`]),
  ...given(`${prefix}FINALFUNC`, state.final),
  ...(state.final_extra ? [`${prefix}FINALFUNC_EXTRA`] : []),
  ...(state.final === null ? [] : [`${prefix}FINALFUNC_MODIFY = ${modifications[state.final_modify]}`]),
  ...given(`${prefix}INITCOND`, state.initial === null ? null : literal(state.initial)),
];

const movingParameters = (moving: Aggregate['moving']): string[] =>
  moving === null
    ? []
    : [
        `MSFUNC = ${moving.transition}`,
        `MINVFUNC = ${moving.inverse}`,
        `MSTYPE = ${moving.type}`,
        ...stateParameters(moving, 'M'),
      ];

/** An operator's name stands bare behind its schema. */
const sortOperator = (operator: string | null): string[] =>
  operator === null ? [] : [`SORTOP = OPERATOR(${operator})`];

export const aggregate = (object: Routine, facts: Aggregate): string => {
  const { arguments: args, parallel } = object.definition;
  const parameters = [
    `SFUNC = ${facts.state.transition}`,
    `STYPE = ${facts.state.type}`,
    ...stateParameters(facts.state, ''),
    ...given('COMBINEFUNC', facts.combine),
    ...given('SERIALFUNC', facts.serialize),
    ...given('DESERIALFUNC', facts.deserialize),
    ...movingParameters(facts.moving),
    ...sortOperator(facts.sort_operator),
    ...(facts.sort === 'hypothetical-set' ? ['HYPOTHETICAL'] : []),
    ...(parallel === 'unsafe' ? [] : [`PARALLEL = ${parallel.toUpperCase()}`]),
  ];
  return `CREATE AGGREGATE ${qualified(object)}(${args === '' ? '*' : args}) (\n    ${parameters.join(',\n    ')}\n);`;
};
