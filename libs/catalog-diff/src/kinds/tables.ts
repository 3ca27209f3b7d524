import type { ChangeGrade, DefinitionOf } from '@cadastre/events';
import { field, fields, isSame, type Differ, type FieldDiffer, type Pair } from '../comparing/differ.ts';
import { byInclusion, byRank } from '../grading/gradings.ts';
import { columns } from './columns.ts';
import { commonFields } from './common-fields.ts';
import { constraints } from './constraints.ts';
import { indexes } from './indexes.ts';
import { policies } from './policies.ts';
import { rules } from './rules.ts';
import { triggers } from './triggers.ts';

type Table = DefinitionOf<'table'>;
type Partition = DefinitionOf<'partition'>;

/** Less than permanent: the content may be gone after a crash. */
export const persistence = field<Table['persistence'], unknown>(
  'persistence-changed',
  byRank('temporary', 'unlogged', 'permanent'),
);

/** How much of the old row those who follow changes get to see; the key of an index is another key. */
const byOldRow = ({ before, after }: Pair<Table['replica_identity']>): ChangeGrade =>
  after === 'full' || before === 'nothing' ? 'additive' : 'breaking';

const inherits = field<Table['inherits'], unknown>('inheritance-changed', byInclusion(isSame));

const attachment = ({ before, after }: Pair<Partition['partition_of'] | null>): string => {
  if (before === null) return 'partition-attached';
  if (after === null) return 'partition-detached';
  const isSameParent = before.schema === after.schema && before.name === after.name;
  return isSameParent ? 'partition-bound-changed' : 'partition-parent-changed';
};

/** Detached, its parent has lost rows; attached, the parent has gained them. */
export const partitionOf: FieldDiffer<Partition['partition_of'] | null, unknown> = field(
  attachment,
  ({ before }) => (before === null ? 'additive' : 'breaking'),
);

const partitionKey: FieldDiffer<Partition['partition_key'], unknown> = field(
  'partition-key-changed',
  'breaking',
);

export const foreignParts = { ...commonFields, columns, triggers, constraints, inherits };

const tableFields = {
  ...foreignParts,
  options: field<string[], unknown>('storage-options-changed', 'cosmetic'),
  persistence,
  access_method: field<string | null, unknown>('access-method-changed', 'cosmetic'),
  tablespace: field<string | null, unknown>('tablespace-changed', 'cosmetic'),
  toast_options: field<string[], unknown>('storage-options-changed', 'cosmetic'),
  indexes,
  /** Whether it gets stricter or not: who sees which rows is another question now. */
  row_security: field<Table['row_security'], unknown>('row-security-changed', 'breaking'),
  replica_identity: field('replica-identity-changed', byOldRow),
  /** Its columns are those of the type, and follow it. */
  of_type: field<string | null, unknown>('typed-table-changed', 'cosmetic'),
  rules,
  policies,
};

export const table = fields<Table>(tableFields);

export const partitionedTable = fields<DefinitionOf<'partitioned-table'>>({
  ...tableFields,
  partition_key: partitionKey,
});

export const partition = fields<Partition>({
  ...tableFields,
  partition_of: partitionOf,
  partition_key: partitionKey,
});

/** A table as it is seen when it is attached or detached: with the fields of a partition, empty where it is none. */
export type Attachable = Table & {
  readonly partition_of: Partition['partition_of'] | null;
  readonly partition_key: Partition['partition_key'];
};

export const attachable: Differ<Attachable> = fields<Attachable>({
  ...tableFields,
  partition_of: partitionOf,
  partition_key: partitionKey,
});
