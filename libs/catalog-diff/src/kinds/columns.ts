import type { ChangeGrade, Column, ColumnSettings } from '@cadastre/events';
import { field, identity, isSame, type Pair } from '../comparing/differ.ts';
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

const none: ColumnSettings = {
  has_own_storage: false,
  statistics_target: null,
  options: [],
  foreign_options: [],
  privileges: [],
  security_labels: [],
};

/** Options of a foreign table's column say where its values come from; grants and labels who may touch it; the rest is storage. */
const bySettings = ({ before, after }: Pair<ColumnSettings | null>): ChangeGrade => {
  const [from, to] = [before ?? none, after ?? none];
  if (!isSame(from.foreign_options, to.foreign_options)) return 'breaking';
  if (!isSame(from.security_labels, to.security_labels)) return 'breaking';
  return byGrants({ before: from.privileges, after: to.privileges });
};

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
    settings: field('column-settings-changed', bySettings),
    is_local: field('column-inheritance-changed', 'cosmetic'),
    comment: field('column-comment-changed', 'cosmetic'),
  },
});
