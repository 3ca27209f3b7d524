import type { ObjectKind } from '@cadastre/events';
import { onlyThese } from './fingerprints/only-these.ts';
import type { IntrospectionStep } from './introspection-step.ts';
import type { CatalogKindReader } from './kinds/kind-reader.ts';
import { piecesOf } from './locks/plan-pieces.ts';
import { streamInPieces } from './locks/stream-in-pieces.ts';
import { finishObject } from './objects/finish-object.ts';
import { PageBuilder } from './objects/page-builder.ts';
import type { Reading } from './reading.ts';
import type { RawRow } from './session/target-session.ts';
import { readAhead } from './streams/read-ahead.ts';

/** Streams one catalog of routines or types. */
export async function* readCatalogKind<K extends ObjectKind, Row extends RawRow>(
  { session, context, pieces, footprint, board, signal }: Reading,
  reader: CatalogKindReader<K, Row>,
): AsyncGenerator<IntrospectionStep, void> {
  const builder = new PageBuilder();
  const batches = streamInPieces(
    session,
    onlyThese(reader.statement(context), reader.catalog, context.part),
    reader.catalog === 'pg_proc' ? piecesOf(pieces, 'pg_proc') : null,
    footprint,
  );
  for await (const rows of readAhead(batches)) {
    signal?.throwIfAborted();
    for (const row of rows) {
      const page = builder.add(finishObject(reader.assemble(row, context)));
      if (page !== null) yield { type: 'page', objects: page };
    }
    board.add('routines-and-types', rows.length);
    yield* board.progress();
  }
  const rest = builder.take();
  if (rest !== null) yield { type: 'page', objects: rest };
}
