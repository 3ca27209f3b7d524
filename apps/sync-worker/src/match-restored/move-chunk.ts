import { objectDiscovered, objectReidentified } from '@cadastre/catalog-diff';
import {
  identityKey,
  reidentifyObject,
  type CatalogObject,
  type ObjectDiscovered,
  type ObjectIdentity,
  type ObjectReidentified,
} from '@cadastre/events';
import type { KnownObject } from '../known-objects/known-object.ts';
import { readKnownDefinitions } from '../known-objects/read-known-definitions.ts';
import { readKnownObjectsAt } from '../known-objects/read-known-objects.ts';
import type { Moving } from './moving.ts';
import { newNumbers, type Numbers } from './new-numbers.ts';
import { columnsOfRelations } from './relation-columns.ts';

/** One step of one move; two of an object that has to wait for its place. */
export type Step = {
  /** Where it was before the first step, and where it is after the last. */
  readonly first: ObjectIdentity;
  readonly last: ObjectIdentity;
  readonly from: ObjectIdentity;
  readonly to: ObjectIdentity;
};

/** An object on its way: as it is known, and as it is with the numbers of the restored database. */
type Mover = { readonly known: KnownObject; readonly object: CatalogObject; readonly numbers: Numbers };

/** Writes a chunk of steps: the events, and the definitions from which the objects are folded from now on. */
export const moveChunk = async (moving: Moving, steps: readonly Step[]): Promise<void> => {
  const { attempt, observation } = moving;
  const movers = await readMovers(moving, steps);
  const events: ObjectReidentified[] = [];
  const bases: ObjectDiscovered[] = [];
  for (const { step, stands } of standing(steps)) {
    const { from, to } = step;
    const mover = movers.get(identityKey(stands));
    if (mover === undefined) throw new Error('a known object is not where it was');
    const { known, object, numbers } = mover;
    events.push(objectReidentified(observation, known, { from, to, ...numbers }));
    const moved = reidentifyObject(object, { to, ...numbers });
    bases.push(objectDiscovered(observation, { object: moved, hash: numbers.hash }));
  }
  const { journal, integrationId } = attempt;
  await journal.record(() => [], { integrationId, events, bases });
};

/** With where each step's object stands before the chunk is written: one that waits may begin to in the same. */
const standing = (steps: readonly Step[]): { step: Step; stands: ObjectIdentity }[] => {
  const begun = new Set(steps.filter(isFirst).map(({ first }) => identityKey(first)));
  return steps.map((step) => ({
    step,
    stands: begun.has(identityKey(step.first)) ? step.first : step.from,
  }));
};

const isFirst = ({ first, from }: Step): boolean => first.oid === from.oid;

/** By where they stand. */
const readMovers = async (moving: Moving, steps: readonly Step[]): Promise<Map<string, Mover>> => {
  const { platform, tenantId, integrationId } = moving.attempt;
  const lasts = new Map(
    standing(steps).map(({ step, stands }) => [identityKey(stands), { stands, last: step.last }]),
  );
  const places = [...lasts.values()].map(({ stands }) => stands);
  const found = await readKnownObjectsAt(platform.pool, moving.attempt, places);
  const known = [...found.values()];
  const definitions = await readKnownDefinitions(platform, { tenantId, integrationId }, known);
  const objects = known.map((one, at) => {
    const object = definitions[at] ?? null;
    if (object === null) throw new Error('a known object has no events');
    return { known: one, object };
  });
  const columns = await columnsOfRelations(moving, objects, (at) => lasts.get(identityKey(at))?.last ?? at);
  return new Map(
    objects.map(({ known: one, object }) => [
      identityKey(one.identity),
      { known: one, object, numbers: newNumbers(one, object, { oids: moving.oids, columns }) },
    ]),
  );
};
