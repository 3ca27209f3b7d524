import { catalogOid } from './catalog-oids.ts';
import { parseGrants } from './access/grants.ts';
import type { IntrospectionStep } from './introspection-step.ts';
import type { IntrospectOptions } from './introspect-options.ts';
import { ActivityBoard } from './activity-board.ts';
import { kindReaders } from './kinds/kind-readers.ts';
import { isTooMuch } from './locks/lock-table.ts';
import { planPieces } from './locks/plan-pieces.ts';
import { extensionMembers } from './kinds/extension/extension-members.ts';
import { finishObject, type IntrospectedObject } from './objects/finish-object.ts';
import type { Reading } from './reading.ts';
import { readCatalogKind } from './read-catalog-kind.ts';
import { readRelations } from './read-relations.ts';
import type { ReadPart } from './fingerprints/extent.ts';
import type { Footprint } from './session/footprint.ts';
import type { TargetSession } from './session/target-session.ts';
import { chooseSchemas } from './snapshot/choose-schemas.ts';
import { countsOf, uncounted } from './snapshot/counts.ts';
import { lockedSchemas } from './snapshot/locked-relations.ts';
import { readOpening } from './snapshot/opening.ts';
import type { ReadContext } from './snapshot/read-context.ts';
import type { Settings } from './snapshot/read-transaction.ts';
import { readSmallCatalogs } from './small-catalogs/read-small-catalogs.ts';
import { neededCatalogs, unreadableCatalogs } from './small-catalogs/readable-catalogs.ts';
import { identifierQuoting } from './text/identifiers.ts';

/** @returns the name of the snapshot it was all read in */
export async function* readObjects(
  session: TargetSession,
  options: IntrospectOptions & { readonly part: ReadPart | null; readonly settings: Settings },
  footprint: Footprint,
): AsyncGenerator<IntrospectionStep, string> {
  const board = new ActivityBoard();
  yield board.start('discover-schemas', null);
  const { schema: schemaReader, extension: extensionReader } = kindReaders;
  const needed = neededCatalogs(session.serverVersionNum);
  const { part, settings } = options;
  const opening = await readOpening(session, { needed, settings, part }, footprint);
  const { names, schemas: schemaRows, extensions: extensionRows } = opening;
  const locked = options.skipLocked === true ? await lockedSchemas(session, settings, footprint) : [];
  const chosen = chooseSchemas(
    schemaRows.map((row) => ({ name: row[1], row })),
    { ...options, skipSchemas: [...locked, ...(options.skipSchemas ?? [])] },
  );
  const version = session.serverVersionNum;
  yield {
    type: 'scope',
    schemas: chosen.read.map(({ name }) => name),
    skipped: [...chosen.skipped, ...unreadableCatalogs({ version, names })],
  };
  const members = extensionMembers(extensionRows);
  const context: ReadContext = {
    version,
    schemaOids: `{${chosen.read.map(({ row }) => row[0]).join(',')}}`,
    isWhole: chosen.isWhole,
    isDatabaseWide: (options.includeSchemas ?? null) === null,
    part,
    schemaName: schemaNames(schemaRows),
    extensionOf: (catalog, oid) => members.ownerOf(catalog, oid),
    takersOf: (catalog, oid) => members.takersOf(catalog, oid),
    takenRelations: members.takenRelations,
    initialPrivileges: (catalog, oid) =>
      parseGrants(names.initialPrivileges.get(`${catalogOid[catalog]} ${oid} 0`) ?? null),
    quote: identifierQuoting(names.reservedWords),
    names,
  };
  const counts =
    part === null ? countsOf(opening.counts, new Set(chosen.read.map(({ row }) => row[0]))) : uncounted;
  board.add('discover-schemas', chosen.read.length + extensionRows.length);
  yield* pages(chosen.read.map(({ row }) => finishObject(schemaReader.assemble(row, context))));
  yield* pages(extensionRows.map((row) => finishObject(extensionReader.assemble(row, context))));
  yield board.complete('discover-schemas');

  const { lockTable } = opening;
  const pieces = isTooMuch(lockTable) ? await planPieces(session, { context, lockTable }, footprint) : null;
  const reading: Reading = { session, context, pieces, footprint, board, signal: options.signal };
  yield board.start('routines-and-types', counts.routinesAndTypes);
  yield* readCatalogKind(reading, kindReaders.type);
  yield* readRelations(reading, counts, members.size);
  yield* readCatalogKind(reading, kindReaders.routine);
  if (context.part?.hasSmall !== false) yield* readSmallCatalogs(reading);
  yield board.complete('routines-and-types');
  return names.snapshot;
}

/** Schemas that a concurrent DROP has taken cannot turn up: their OIDs come from the same snapshot. */
const schemaNames = (
  rows: readonly (readonly [string, string, ...unknown[]])[],
): ReadContext['schemaName'] => {
  const names = new Map(rows.map(([oid, name]) => [oid, name]));
  return (oid) => (oid === null ? '' : (names.get(oid) ?? ''));
};

function* pages(objects: readonly IntrospectedObject[]): Generator<IntrospectionStep, void> {
  for (let at = 0; at < objects.length; at += 500) {
    yield { type: 'page', objects: objects.slice(at, at + 500) };
  }
}
