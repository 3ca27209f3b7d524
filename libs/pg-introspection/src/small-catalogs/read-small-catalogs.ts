import type { IntrospectionStep } from '../introspection-step.ts';
import { smallReaders } from '../kinds/kind-readers.ts';
import { finishObject } from '../objects/finish-object.ts';
import { PageBuilder } from '../objects/page-builder.ts';
import type { Reading } from '../reading.ts';
import { stream } from '../session/statement.ts';
import { readAhead } from '../streams/read-ahead.ts';
import { assembleSmallObject } from './assemble-small-object.ts';
import { isReadable } from './readable-catalogs.ts';
import { smallStatement } from './small-statement.ts';

/** Streams the kinds of all small catalogs, in one statement. */
export async function* readSmallCatalogs({
  session,
  context,
  footprint,
  board,
  signal,
}: Reading): AsyncGenerator<IntrospectionStep, void> {
  const readers = smallReaders.filter((reader) => isReadable(reader, context));
  if (readers.length === 0) return;
  const builder = new PageBuilder();
  for await (const rows of readAhead(stream(session, smallStatement(readers, context), footprint))) {
    signal?.throwIfAborted();
    for (const row of rows) {
      const reader = readers[Number(row[0])];
      if (reader === undefined) throw new RangeError(`a row of reader ${row[0]}, which there is not`);
      const page = builder.add(finishObject(assembleSmallObject(reader, row, context)));
      if (page !== null) yield { type: 'page', objects: page };
    }
    board.add('routines-and-types', rows.length);
    yield* board.progress();
  }
  const rest = builder.take();
  if (rest !== null) yield { type: 'page', objects: rest };
}
