import type { CatalogObject } from '@cadastre/events';
import type { ActivityBoard } from './activity-board.ts';
import { onlyThese } from './fingerprints/only-these.ts';
import type { IntrospectionStep } from './introspection-step.ts';
import { relationReader } from './kinds/kind-readers.ts';
import { finishObject } from './objects/finish-object.ts';
import { PageBuilder } from './objects/page-builder.ts';
import type { Reading } from './reading.ts';
import { relationsStatement, type RelationRow } from './relations/relation-row.ts';
import { openRelationStreams, streamNames, type RelationStreams } from './relations/relation-streams.ts';
import { stream } from './session/statement.ts';
import type { Counts } from './snapshot/counts.ts';
import { Turn } from './streams/turn.ts';
import { readAhead } from './streams/read-ahead.ts';

/** These go on side by side: all parts of a relation are read when the relation is. */
const activities = ['relations', 'columns', 'keys-and-constraints', 'indexes', 'dependencies'] as const;

/**
 * Reads all relations. Eleven streams in the order of the relations' OIDs are advanced in step and joined here:
 * neither the target nor we ever hold more than a few hundred relations.
 */
export async function* readRelations(
  reading: Reading,
  counts: Counts,
  extensionMembers: number,
): AsyncGenerator<IntrospectionStep, void> {
  const { session, context, footprint, board, signal } = reading;
  for (const activity of activities) yield board.start(activity, totalOf(activity, counts));
  board.add('dependencies', extensionMembers);
  const relations = stream(
    session,
    onlyThese(relationsStatement(context), 'pg_class', context.part),
    footprint,
  );
  const streams = openRelationStreams(reading);
  const builder = new PageBuilder();
  const turn = new Turn();
  try {
    for await (const rows of readAhead(relations)) {
      signal?.throwIfAborted();
      await advance(streams, rows);
      yield* assembleRows(rows, { streams, builder, turn, reading });
      yield* board.progress();
    }
  } finally {
    for (const name of streamNames) await streams[name].close();
  }
  const rest = builder.take();
  if (rest !== null) yield { type: 'page', objects: rest };
  for (const activity of activities) yield board.complete(activity);
}

const totalOf = (activity: (typeof activities)[number], counts: Counts): number | null =>
  activity === 'relations' || activity === 'columns' || activity === 'indexes' ? counts[activity] : null;

type Assembling = {
  readonly streams: RelationStreams;
  readonly builder: PageBuilder;
  readonly turn: Turn;
  readonly reading: Reading;
};

async function* assembleRows(
  rows: readonly RelationRow[],
  { streams, builder, turn, reading }: Assembling,
): AsyncGenerator<IntrospectionStep, void> {
  for (const row of rows) {
    const object = assemble(row, streams, reading);
    if (object === null) continue;
    count(reading.board, object);
    const page = builder.add(finishObject(object));
    if (page !== null) yield { type: 'page', objects: page };
    if (turn.isOver()) await turn.next();
  }
}

/**
 * Until every stream holds all that belongs to these relations; then they are assembled without waiting. One after the
 * other: what comes last is first asked for when all others have answered.
 */
const advance = async (streams: RelationStreams, rows: readonly RelationRow[]): Promise<void> => {
  const last = Number(rows.at(-1)?.[0] ?? 0);
  for (const name of streamNames) await streams[name].advanceTo(last);
};

const assemble = (row: RelationRow, streams: RelationStreams, { context }: Reading): CatalogObject | null =>
  relationReader(row[3], row[4])?.assemble(row, streams, context) ?? null;

const count = (board: ActivityBoard, { definition }: CatalogObject): void => {
  board.add('relations', 1);
  if ('columns' in definition) board.add('columns', definition.columns.length);
  if ('indexes' in definition) board.add('indexes', definition.indexes.length);
  if ('constraints' in definition) {
    board.add('keys-and-constraints', definition.constraints.length);
    board.add('dependencies', definition.constraints.filter(({ references }) => references !== null).length);
  }
  if ('inherits' in definition) board.add('dependencies', definition.inherits.length);
  if ('partition_of' in definition && definition.partition_of !== null) board.add('dependencies', 1);
  if ('owned_by' in definition && definition.owned_by !== null) board.add('dependencies', 1);
};
