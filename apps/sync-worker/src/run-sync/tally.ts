import type { ObjectCounts, ObjectKind } from '@cadastre/events';

type Outcome = 'added' | 'changed' | 'dropped' | 'skipped';
type Counts = { seen: number } & Record<Outcome, number>;

/** How many objects of each kind were seen, and what became of them. */
export class Tally {
  private readonly counts: Partial<Record<ObjectKind, Counts>> = {};
  /** Of all kinds. */
  total = 0;

  saw(kind: ObjectKind): void {
    this.of(kind).seen += 1;
    this.total += 1;
  }

  count(kind: ObjectKind, outcome: Outcome): void {
    this.of(kind)[outcome] += 1;
  }

  toCounts(): ObjectCounts {
    return { ...this.counts };
  }

  private of(kind: ObjectKind): Counts {
    return (this.counts[kind] ??= { seen: 0, added: 0, changed: 0, dropped: 0, skipped: 0 });
  }
}
