import { identityKey, type ObjectIdentity } from '@cadastre/events';
import type { SnapshotEntry } from './snapshot-entry.ts';

/** What tells objects apart when their OIDs say nothing: their system catalog and qualified name. */
export type NamedIdentity = { readonly identity: ObjectIdentity; readonly qualifiedName: string };

export type Move<Known> = {
  readonly known: Known;
  readonly from: ObjectIdentity;
  readonly to: ObjectIdentity;
};

export type Restored<Known> = {
  /** Known objects that nothing there has the name of. */
  readonly gone: readonly Known[];
  /** Known objects under another OID, in an order in which every one finds its new identity free. */
  readonly moves: readonly Move<Known>[];
};

/** No object that somebody made has it: PostgreSQL keeps OIDs below 16,384 for its own. */
export const waitingOid = 1;

/**
 * Finds known objects again in a database that was restored, where each has another OID, or one that another object had
 * before. Drop what is gone first, then carry out the moves in their order.
 */
export const matchRestored = <Known extends SnapshotEntry>(
  known: Iterable<Known>,
  there: Iterable<NamedIdentity>,
): Restored<Known> => {
  const byName = new Map([...there].map((object) => [nameKey(object), object.identity]));
  const gone: Known[] = [];
  const moving = new Map<string, Move<Known>>();
  for (const object of known) {
    const to = byName.get(nameKey(object));
    if (to === undefined) gone.push(object);
    else if (to.oid !== object.identity.oid)
      moving.set(identityKey(object.identity), { known: object, from: object.identity, to });
  }
  return { gone, moves: inOrder(moving) };
};

/** From the end of each chain: who stands where another wants to go moves before. A circle is opened at one place. */
const inOrder = <Known>(moving: Map<string, Move<Known>>): Move<Known>[] => {
  const ordered: Move<Known>[] = [];
  for (const first of [...moving.values()]) {
    if (!moving.has(identityKey(first.from))) continue;
    const chain: Move<Known>[] = [];
    let next: Move<Known> | undefined = first;
    while (next !== undefined && next !== chain[0]) {
      chain.push(next);
      next = moving.get(identityKey(next.to));
    }
    for (const move of chain) moving.delete(identityKey(move.from));
    ordered.push(...(next === undefined ? chain.reverse() : opened(chain)));
  }
  return ordered;
};

const opened = <Known>([first, ...others]: Move<Known>[]): Move<Known>[] => {
  if (first === undefined) return [];
  const waiting = { ...first.from, oid: waitingOid };
  return [{ ...first, to: waiting }, ...others.reverse(), { ...first, from: waiting }];
};

const nameKey = ({ identity, qualifiedName }: NamedIdentity): string =>
  `${identity.catalog}/${qualifiedName}`;
