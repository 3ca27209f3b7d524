import {
  objectAltered,
  objectDiscovered,
  objectDropped,
  objectRenamed,
  type Observation,
  type SeenEntry,
  type SnapshotOutcome,
} from '@cadastre/catalog-diff';
import type { ObjectAltered, ObjectDiscovered } from '@cadastre/events';
import type { KnownObject } from '../known-objects/known-object.ts';
import { readKnownDefinitions } from '../known-objects/read-known-definitions.ts';
import { crashPoint } from '@cadastre/service-runtime';
import type { CatalogEvent, Rehashed } from '../known-objects/written-page.ts';
import type { Attempt } from './attempt.ts';
import type { Tally } from './tally.ts';

type Outcome = SnapshotOutcome<KnownObject, SeenEntry>;
type Altered = Extract<Outcome, { outcome: 'altered' }>;

const maxEvents = 500;
/** Altered objects need their definition of before, which is read for many at once. */
const maxAltered = 200;
/** Characters of definitions in a page: one of very wide tables, or of long function bodies, is a short one. */
const maxWeight = 4 * 2 ** 20;

/** An object altered so often gets a base to fold from: reading and writing its row must not grow with its history. */
const maxAlterations = 32;

/** Gathers outcomes into pages of catalog events and writes each page in one fenced transaction. */
export class CatalogPages {
  /** Events written so far. */
  written = 0;
  /** Whether what this sync published before counts: not once it has been counted. */
  countsEarlier = true;
  private events: CatalogEvent[] = [];
  private bases: ObjectDiscovered[] = [];
  private rehashed: Rehashed[] = [];
  private altered: Altered[] = [];
  private weight = 0;
  private passed = 0;
  private readonly observation: Observation;

  constructor(
    private readonly attempt: Attempt,
    private readonly tally: Tally,
  ) {
    const { integrationId, sync } = attempt;
    this.observation = { integrationId, syncId: sync.syncId, at: new Date().toISOString() };
  }

  async add(outcome: Outcome): Promise<void> {
    this.passed += 1;
    this.take(outcome);
    const isFull =
      this.events.length >= maxEvents || this.altered.length >= maxAltered || this.weight >= maxWeight;
    if (isFull) await this.flush();
    else if (this.passed % maxEvents === 0) this.report();
  }

  /** Writes what has gathered; nothing for an unchanged target. */
  async flush(): Promise<void> {
    await this.compareAltered();
    const { events, bases, rehashed } = this;
    this.events = [];
    this.bases = [];
    this.rehashed = [];
    this.weight = 0;
    const { journal, integrationId } = this.attempt;
    if (events.length > 0 || rehashed.length > 0)
      await journal.record(() => [], { integrationId, events, bases, rehashed });
    if (events.length > 0) crashPoint('sync.after-page');
    this.written += events.length;
    this.report();
  }

  private report(): void {
    this.attempt.activities.progress('transform-and-publish', this.passed, null);
  }

  private take(outcome: Outcome): void {
    const { tally, observation } = this;
    switch (outcome.outcome) {
      case 'discovered':
        tally.count(outcome.seen.kind, 'added');
        this.weight += outcome.seen.weight;
        this.events.push(objectDiscovered(observation, outcome.seen));
        return;
      case 'altered':
        this.weight += outcome.seen.weight;
        this.altered.push(outcome);
        return;
      case 'renamed':
        tally.count(outcome.seen.kind, 'changed');
        this.events.push(objectRenamed(observation, outcome.known, outcome.seen));
        return;
      case 'dropped':
        tally.count(outcome.known.kind, 'dropped');
        this.events.push(objectDropped(observation, outcome.known));
        return;
      case 'unread':
        tally.count(outcome.known.kind, 'skipped');
        return;
      case 'same':
        if (this.countsEarlier) this.countEarlier(outcome.known);
        return;
    }
  }

  /** What an attempt before this one published is this sync's work too, though it now looks unchanged. */
  private countEarlier({ kind, discovered, changedIn }: KnownObject): void {
    const isOurs = (commitId: string): boolean => Number(commitId) > Number(this.attempt.journal.requestedIn);
    if (isOurs(discovered.commitId)) this.tally.count(kind, 'added');
    else if (isOurs(changedIn)) this.tally.count(kind, 'changed');
  }

  private async compareAltered(): Promise<void> {
    if (this.altered.length === 0) return;
    const { altered } = this;
    this.altered = [];
    const { platform, integrationId, tenantId } = this.attempt;
    const before = await readKnownDefinitions(
      platform,
      { tenantId, integrationId },
      altered.map(({ known }) => known),
    );
    for (const [index, { known, seen, isRenamed }] of altered.entries()) {
      const definition = before[index] ?? null;
      if (definition === null) throw new Error('a known object has no events');
      const alteration = objectAltered(this.observation, definition, seen);
      if (isRenamed) this.events.push(objectRenamed(this.observation, known, seen));
      if (alteration === null) this.rehashed.push({ identity: known.identity, hash: seen.hash });
      else this.alter(known, seen, alteration);
      if (isRenamed || alteration !== null) this.tally.count(seen.kind, 'changed');
    }
  }

  private alter(known: KnownObject, seen: SeenEntry, alteration: ObjectAltered): void {
    this.events.push(alteration);
    if (known.altered.length + 1 >= maxAlterations) this.bases.push(objectDiscovered(this.observation, seen));
  }
}
