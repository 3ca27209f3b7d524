import type { CatalogObjectOf, ObjectKind } from '@cadastre/events';

/**
 * What is written when. All objects go through a phase before the next begins; inside `create` they come in the order in
 * which they lean on each other, inside the others in the order in which they were created.
 */
export const phases = [
  /** The object itself, with its owner, privileges and comments. */
  'create',
  /** What had to be left out of a circle: defaults, checks. */
  'split-parts',
  /** Partitions become partitions, before there are indexes that an attachment would copy. */
  'attach',
  'indexes',
  'attach-indexes',
  /** Queries that group by a key of a partitioned table. */
  'grouped-views',
  'foreign-keys',
  /** What nothing leans on: triggers, rules, policies, ownership of sequences. */
  'finish',
  /** What would act on everything before it: event triggers, default privileges. */
  'last',
] as const;
export type Phase = (typeof phases)[number];

/** How an object is written. */
export type Making = {
  /** Paths (joined by `/`) of the parts that `create` leaves to `split-parts`. */
  readonly split: ReadonlySet<string>;
  /** The object has begun already (see `begin`). */
  readonly hasBegun: boolean;
  /** It groups by a key that is made later: `create` only begins it. */
  readonly isGrouped: boolean;
  /** The sequence of an identity column is logged although its table is not. */
  readonly isLoggedAlone: boolean;
};

export const wholeMaking: Making = {
  split: new Set(),
  hasBegun: false,
  isGrouped: false,
  isLoggedAlone: false,
};

/** Writes one kind of object, each phase as statements that end in a semicolon. */
export type DdlWriter<K extends ObjectKind> = {
  /** Where nothing decides the order, a lower rank comes first. */
  readonly rank: number;
  /**
   * What the object is before it can be itself: a type's name, a view's columns. Ends a circle. Null where there is no
   * such thing.
   */
  readonly begin: ((object: CatalogObjectOf<K>) => string[]) | null;
  readonly phases: {
    readonly [P in Phase]?: (object: CatalogObjectOf<K>, making: Making) => string[];
  };
};
