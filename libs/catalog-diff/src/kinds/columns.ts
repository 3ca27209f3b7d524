import type { ChangeGrade, Column } from '@cadastre/events';
import { field, identity, type Pair } from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';
import { byGrants } from './common-fields.ts';
import { breakingWhenTrue, byWidening } from '../grading/gradings.ts';

/** An INSERT that does not know the column goes on working. */
const isOptional = ({ not_null, default: value, identity: generator, generated }: Column): boolean =>
  !not_null || value !== null || generator !== null || generated !== null;

const byIdentity = ({ before, after }: Pair<Column['identity']>): ChangeGrade =>
  after === 'by-default' && before !== 'by-default' ? 'additive' : 'breaking';

const byExpression = ({ before, after }: Pair<Column['generated']>): ChangeGrade =>
  before !== null && after !== null && before.expression === after.expression ? 'cosmetic' : 'breaking';

/** A changed default keeps INSERTs working; a default that is gone leaves NULL or an error where a value was. */
const byDefault = ({ after }: Pair<string | null>): ChangeGrade => (after === null ? 'breaking' : 'additive');

export const columns = parts<Column>({
  noun: 'column',
  added: (column) => (isOptional(column) ? 'additive' : 'breaking'),
  dropped: () => 'breaking',
  fields: {
    attnum: identity,
    name: field('column-renamed', 'breaking'),
    type: field('column-type-changed', byWidening),
    not_null: field(
      ({ after }) => (after ? 'column-not-null-added' : 'column-not-null-dropped'),
      breakingWhenTrue,
    ),
    default: field('column-default-changed', byDefault),
    identity: field('column-identity-changed', byIdentity),
    generated: field('column-generated-changed', byExpression),
    collation: field('column-collation-changed', 'breaking'),
    storage: field('column-storage-changed', 'cosmetic'),
    compression: field('column-compression-changed', 'cosmetic'),
    is_default_storage: field('column-storage-changed', 'cosmetic'),
    statistics_target: field('column-statistics-changed', 'cosmetic'),
    options: field('column-options-changed', 'cosmetic'),
    foreign_options: field('column-foreign-options-changed', 'breaking'),
    privileges: field('column-privileges-changed', byGrants),
    is_local: field('column-inheritance-changed', 'cosmetic'),
    comment: field('column-comment-changed', 'cosmetic'),
  },
});
