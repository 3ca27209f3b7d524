import { onlyThese } from '../fingerprints/only-these.ts';
import { piecesOf } from '../locks/plan-pieces.ts';
import { streamInPieces } from '../locks/stream-in-pieces.ts';
import type { Reading } from '../reading.ts';
import type { RowOf, Statement } from '../session/statement.ts';
import type { RawRow } from '../session/target-session.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { PartStream } from '../streams/part-stream.ts';
import { columnsStatement } from './columns/column-rows.ts';
import { defaultsStatement } from './columns/default-rows.ts';
import { commentsStatement } from './comments/comment-rows.ts';
import { constraintsStatement } from './constraints/constraint-rows.ts';
import { indexesStatement } from './indexes/index-rows.ts';
import { dependenciesStatement } from './dependency-rows.ts';
import { particularsStatement } from './particular-rows.ts';
import { rulesAndPoliciesStatement } from './rules-and-policies/rule-and-policy-rows.ts';
import { triggersStatement } from './triggers/trigger-rows.ts';

/**
 * What relations have besides their row in `pg_class`: one statement each, all keyed by the relation's OID. They are first
 * asked for in this order, and that which may come in pieces is the last: it closes cursors that are younger than it.
 */
const statements = {
  columns: columnsStatement,
  defaults: defaultsStatement,
  constraints: constraintsStatement,
  indexes: indexesStatement,
  comments: commentsStatement,
  triggers: triggersStatement,
  dependencies: dependenciesStatement,
  particulars: particularsStatement,
  rulesAndPolicies: rulesAndPoliciesStatement,
} as const satisfies Record<string, (context: ReadContext) => Statement<never>>;

type Statements = typeof statements;
export type RelationStreams = {
  readonly [Name in keyof Statements]: PartStream<RowOf<ReturnType<Statements[Name]>>>;
};

export type StreamName = keyof RelationStreams;
export const streamNames = Object.keys(statements) as StreamName[];

export const openRelationStreams = ({ session, context, pieces, footprint }: Reading): RelationStreams =>
  Object.fromEntries(
    streamNames.map((name) => {
      const wanted = onlyThese<RawRow>(statements[name](context), 'pg_class', context.part);
      const inPieces = name === 'rulesAndPolicies' ? piecesOf(pieces, 'pg_class') : null;
      return [name, new PartStream(streamInPieces(session, wanted, inPieces, footprint))];
    }),
  ) as unknown as RelationStreams;
