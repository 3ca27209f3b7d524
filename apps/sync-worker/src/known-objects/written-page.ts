import type { ObjectDiscovered, ObjectEvent, ObjectIdentity, StatisticsObserved } from '@cadastre/events';
import type { KnownCatalog } from './known-catalog.ts';

export type CatalogEvent = ObjectEvent | StatisticsObserved;

/** A page of catalog events and the commit they were just written in, in the same transaction. */
export type WrittenPage = KnownCatalog & {
  readonly commitId: string;
  /** Place of the first of these events in the commit; the others follow it. */
  readonly firstOrdinal: number;
  readonly events: readonly CatalogEvent[];
  /** Objects whose list of alterations has become long, as they are after this page: their lists begin anew. */
  readonly bases: readonly ObjectDiscovered[];
  /** Objects that are what they were although their hash is another: written by another release, say. */
  readonly rehashed: readonly Rehashed[];
};

export type Rehashed = { readonly identity: ObjectIdentity; readonly hash: string };

export type Placed<E> = { event: E; ordinal: number };
