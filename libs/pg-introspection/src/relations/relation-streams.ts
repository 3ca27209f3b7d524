import { onlyThese } from '../fingerprints/only-these.ts';
import type { Footprint } from '../session/footprint.ts';
import { stream, type RowOf, type Statement } from '../session/statement.ts';
import type { RawRow, TargetSession } from '../session/target-session.ts';
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

/** What relations have besides their row in `pg_class`: one statement each, all keyed by the relation's OID. */
const statements = {
  columns: columnsStatement,
  defaults: defaultsStatement,
  constraints: constraintsStatement,
  indexes: indexesStatement,
  comments: commentsStatement,
  triggers: triggersStatement,
  rulesAndPolicies: rulesAndPoliciesStatement,
  dependencies: dependenciesStatement,
  particulars: particularsStatement,
} as const satisfies Record<string, (context: ReadContext) => Statement<never>>;

type Statements = typeof statements;
export type RelationStreams = {
  readonly [Name in keyof Statements]: PartStream<RowOf<ReturnType<Statements[Name]>>>;
};

export type StreamName = keyof RelationStreams;
export const streamNames = Object.keys(statements) as StreamName[];

export const openRelationStreams = (
  session: TargetSession,
  context: ReadContext,
  footprint: Footprint,
): RelationStreams =>
  Object.fromEntries(
    streamNames.map((name) => {
      const wanted = onlyThese<RawRow>(statements[name](context), 'pg_class', context.part);
      return [name, new PartStream(stream(session, wanted, footprint))];
    }),
  ) as unknown as RelationStreams;
