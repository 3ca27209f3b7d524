import type { ChangeGrade, DefinitionOf } from '@cadastre/events';
import {
  field,
  fields,
  identity,
  isSame,
  optional,
  type FieldDiffer,
  type Grading,
} from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';
import { breakingWhenFalse, breakingWhenTrue, byWidening } from '../grading/gradings.ts';
import { commonFields } from './common-fields.ts';
import { labels } from './enum-labels.ts';

type Type = DefinitionOf<'type'>;
type Domain = NonNullable<Type['domain']>;
type Attribute = Type['attributes'][number];

const domainConstraints: FieldDiffer<Domain['constraints'], unknown> = parts<Domain['constraints'][number]>({
  noun: 'domain-constraint',
  added: () => 'breaking',
  dropped: () => 'additive',
  renaming: { substance: (constraint) => ({ ...constraint, name: '', comment: '' }), grade: 'cosmetic' },
  fields: {
    name: identity,
    definition: field('domain-constraint-definition-changed', 'breaking'),
    validated: field('domain-constraint-validation-changed', 'additive'),
    comment: field('domain-constraint-comment-changed', 'cosmetic'),
  },
});

const domain: FieldDiffer<Type['domain'], unknown> = optional(
  field('domain-changed', 'breaking'),
  fields<Domain>({
    base_type: field('domain-type-changed', byWidening),
    not_null: field(
      ({ after }) => (after ? 'domain-not-null-added' : 'domain-not-null-dropped'),
      breakingWhenTrue,
    ),
    not_null_constraint: field('domain-not-null-renamed', 'cosmetic'),
    default: field('domain-default-changed', ({ after }) => (after === null ? 'breaking' : 'additive')),
    collation: field('domain-collation-changed', 'breaking'),
    constraints: domainConstraints,
  }),
);

/** Attributes have an order and no number, so they change as a list: more at the end is a gift, other words are none. */
const byAttributes: Grading<Attribute[], unknown> = ({ before, after }): ChangeGrade => {
  const silent = (attributes: readonly Attribute[]) =>
    attributes.map((attribute) => ({ ...attribute, comment: null }));
  if (isSame(silent(before), silent(after))) return 'cosmetic';
  return isSame(silent(before), silent(after.slice(0, before.length))) ? 'additive' : 'breaking';
};

export const type = fields<Type>({
  ...commonFields,
  type_kind: field('type-kind-changed', 'breaking'),
  labels,
  domain,
  attributes: field('type-attributes-changed', byAttributes),
  subtype: field('type-subtype-changed', 'breaking'),
  range: field('type-range-changed', 'breaking'),
  base: field('type-base-changed', 'breaking'),
  is_defined: field('type-definition-changed', breakingWhenFalse),
});
