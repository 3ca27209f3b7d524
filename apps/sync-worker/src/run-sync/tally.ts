import type { ObjectCounts, ObjectKind } from '@cadastre/events';
import type { KnownCount } from '../known-objects/count-known-objects.ts';

type Outcome = 'added' | 'changed' | 'dropped' | 'skipped';
type Counts = { seen: number } & Record<Outcome, number>;

/** How many objects of each kind were seen, and what became of them. */
export class Tally {
  private readonly counts: Partial<Record<ObjectKind, Counts>> = {};

  saw(kind: ObjectKind): void {
    this.of(kind).seen += 1;
  }

  count(kind: ObjectKind, outcome: Outcome): void {
    this.of(kind)[outcome] += 1;
  }

  /** Where only a part was read, the rest of what is known was seen before and is as it was. */
  takesTheRest(known: readonly KnownCount[]): void {
    for (const counts of Object.values(this.counts)) counts.seen = 0;
    for (const { kind, inScope, outside } of known) {
      const counts = this.of(kind);
      counts.seen = inScope;
      counts.skipped = outside;
    }
  }

  toCounts(): ObjectCounts {
    return { ...this.counts };
  }

  private of(kind: ObjectKind): Counts {
    return (this.counts[kind] ??= { seen: 0, added: 0, changed: 0, dropped: 0, skipped: 0 });
  }
}
