import { identityKey, type ObjectIdentity } from '@cadastre/events';
import { compareIdentities, type SnapshotEntry } from './snapshot-entry.ts';

/** A bug of whoever made the snapshot. Going on would report objects as dropped that are there. */
export class SnapshotOrderBroken extends Error {
  constructor(side: string, previous: ObjectIdentity, next: ObjectIdentity) {
    const [a, b] = [previous, next].map(identityKey);
    super(
      `The ${side} snapshot has ${b} after ${a}: objects must come in the order of (system catalog, oid), each once`,
    );
    this.name = 'SnapshotOrderBroken';
  }
}

/** Watches that entries come in order, each object once. */
export const orderWatch = (side: string): ((entry: SnapshotEntry) => void) => {
  let previous: ObjectIdentity | null = null;
  return ({ identity }) => {
    if (previous !== null && compareIdentities(previous, identity) >= 0) {
      throw new SnapshotOrderBroken(side, previous, identity);
    }
    previous = identity;
  };
};
