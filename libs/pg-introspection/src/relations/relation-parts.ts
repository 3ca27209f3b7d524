import type {
  Column,
  Constraint,
  Dependency,
  Index,
  ObjectRef,
  Policy,
  Rule,
  SecurityLabel,
  Trigger,
} from '@cadastre/events';
import type { ForeignTableRow } from '../kinds/foreign-table/foreign-table-rows.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { collatedColumns, readColumns } from './columns/read-columns.ts';
import { readComments } from './comments/read-comments.ts';
import { readConstraints } from './constraints/read-constraints.ts';
import { readIndexes } from './indexes/read-indexes.ts';
import { inOrder, type ParentRow } from './inheritance/parent-rows.ts';
import { ofSort } from './particular-rows.ts';
import type { RelationRow } from './relation-row.ts';
import type { RelationStreams } from './relation-streams.ts';
import { relationDependencies } from './relation-dependencies.ts';
import { isPartition, parentsOf } from './relation-facts.ts';
import { readRulesAndPolicies } from './rules-and-policies/read-rules-and-policies.ts';
import { readTriggers } from './triggers/read-triggers.ts';

/** Everything inside a relation; what a kind does not have is empty. */
export type RelationParts = {
  readonly comment: string | null;
  readonly labels: SecurityLabel[];
  readonly columns: Column[];
  readonly constraints: Constraint[];
  readonly indexes: Index[];
  readonly triggers: Trigger[];
  readonly rules: Rule[];
  readonly policies: Policy[];
  /** What it inherits from; of a partition, its one parent. */
  readonly parents: ObjectRef[];
  /** Of a view, what it selects. */
  readonly query: string | null;
  readonly foreignTable: ForeignTableRow | null;
  readonly dependsOn: Dependency[];
};

export const relationParts = (
  row: RelationRow,
  streams: RelationStreams,
  context: ReadContext,
): RelationParts => {
  const oid = Number(row[0]);
  const comments = readComments(streams.comments.take(oid));
  const columnRow = streams.columns.takeOne(oid);
  const columns = readColumns(columnRow, streams.defaults.takeOne(oid), comments);
  const particulars = streams.particulars.take(oid);
  const parents = inOrder(ofSort(particulars, 'p') as unknown as ParentRow[]);
  const [foreignTable = null] = ofSort(particulars, 'f') as unknown as ForeignTableRow[];
  const triggers = streams.triggers.take(oid);
  const dependencies = streams.dependencies.take(oid);
  const columnNames = new Map(columns.map(({ attnum, name }) => [attnum, name]));
  const { indexes, facts } = readIndexes(
    streams.indexes.takeOne(oid),
    {
      relation: { schema: context.schemaName(row[1]), name: row[2] },
      columnNames,
      collatedColumns: collatedColumns(columnRow, columns),
      comments,
    },
    context,
  );
  return {
    comment: comments.ofRelation,
    labels: comments.labels,
    columns,
    constraints: readConstraints(
      streams.constraints.takeOne(oid),
      { columnNames, comments, indexes: facts },
      context,
    ),
    indexes,
    triggers: readTriggers(triggers, comments, context),
    ...readRulesAndPolicies(streams.rulesAndPolicies.take(oid), comments),
    foreignTable,
    parents: parentsOf(parents, context),
    dependsOn: relationDependencies(oid, {
      rows: dependencies,
      parents,
      isPartition: isPartition(row),
      triggers,
      columns,
    }),
  };
};
