import type { DefinitionOf } from '@cadastre/events';

type Definition = DefinitionOf<'type'>;
type Base = NonNullable<Definition['base']>;

/** As `rangeFacts` gives them. */
type RangeFacts = {
  operator_class: string | null;
  collation: string | null;
  canonical: string | null;
  diff: string | null;
  multirange: { schema: string; name: string } | null;
};

export const rangeOf = (facts: string | null): Definition['range'] => {
  if (facts === null) return null;
  const { operator_class, collation, canonical, diff, multirange } = JSON.parse(facts) as RangeFacts;
  return {
    canonical,
    collation,
    multirange: multirange && { name: multirange.name, schema: multirange.schema },
    subtype_diff: diff,
    subtype_operator_class: operator_class,
  };
};

const alignments: Readonly<Record<string, Base['alignment']>> = {
  c: 'char',
  s: 'int2',
  i: 'int4',
  d: 'double',
};
const storages: Readonly<Record<string, Base['storage']>> = {
  p: 'plain',
  e: 'external',
  m: 'main',
  x: 'extended',
};

/** As `baseFacts` gives them: the catalog's letters for what has words here. */
type BaseFacts = Omit<Base, 'alignment' | 'storage' | 'length'> & {
  alignment: string;
  storage: string;
  length: number;
};

export const baseOf = (facts: string | null): Definition['base'] => {
  if (facts === null) return null;
  const base = JSON.parse(facts) as BaseFacts;
  return {
    alignment: alignments[base.alignment] ?? 'int4',
    analyze: base.analyze,
    by_value: base.by_value,
    category: base.category,
    collatable: base.collatable,
    default: base.default,
    delimiter: base.delimiter,
    element: base.element,
    input: base.input,
    length: base.length < 0 ? null : base.length,
    modifier_input: base.modifier_input,
    modifier_output: base.modifier_output,
    output: base.output,
    preferred: base.preferred,
    receive: base.receive,
    send: base.send,
    storage: storages[base.storage] ?? 'plain',
    subscript: base.subscript,
  };
};
