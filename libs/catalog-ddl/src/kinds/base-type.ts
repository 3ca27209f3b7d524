import type { CatalogObjectOf } from '@cadastre/events';
import { literal, qualified } from '../text/quote.ts';

type Type = CatalogObjectOf<'type'>;
type Base = NonNullable<Type['definition']['base']>;

const alignments: Readonly<Record<Base['alignment'], string>> = {
  char: 'char',
  int2: 'int2',
  int4: 'int4',
  double: 'double',
};

const given = (parameter: string, value: string | null): string[] =>
  value === null ? [] : [`${parameter} = ${value}`];

/** CREATE TYPE of a type that functions in C, or borrowed ones, make. */
export const baseType = (object: Type, base: Base): string => {
  const parameters = [
    `INPUT = ${base.input}`,
    `OUTPUT = ${base.output}`,
    ...given('RECEIVE', base.receive),
    ...given('SEND', base.send),
    ...given('TYPMOD_IN', base.modifier_input),
    ...given('TYPMOD_OUT', base.modifier_output),
    ...given('ANALYZE', base.analyze),
    ...given('SUBSCRIPT', base.subscript),
    `INTERNALLENGTH = ${base.length ?? 'variable'}`,
    ...(base.by_value ? ['PASSEDBYVALUE'] : []),
    `ALIGNMENT = ${alignments[base.alignment]}`,
    `STORAGE = ${base.storage}`,
    `CATEGORY = ${literal(base.category)}`,
    ...(base.preferred ? ['PREFERRED = true'] : []),
    ...given('DEFAULT', base.default === null ? null : literal(base.default)),
    ...given('ELEMENT', base.element),
    ...(base.delimiter === ',' ? [] : [`DELIMITER = ${literal(base.delimiter)}`]),
    ...(base.collatable ? ['COLLATABLE = true'] : []),
  ];
  return `CREATE TYPE ${qualified(object)} (\n    ${parameters.join(',\n    ')}\n);`;
};
