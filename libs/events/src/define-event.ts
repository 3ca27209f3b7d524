import type { z } from 'zod';
import type { EventCategory } from './event-categories.ts';

/** Lifts stored data by one schema version. Pure: the same input gives the same output for ever. */
export type Upcaster = (data: never, writtenAt: string) => unknown;

/** An event that is about to be appended. */
export type NewEvent<Type extends string = string, Data = unknown> = {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
};

export type EventDefinition<Type extends string, Schema extends z.ZodType> = {
  readonly type: Type;
  /** Of the streams that it is in: no other one can hold it. */
  readonly category: EventCategory;
  readonly schema: Schema;
  readonly schemaVersion: number;
  /** Validates; throws on data that does not fit, which is a bug of the caller. */
  create(data: z.input<Schema>): NewEvent<Type, z.output<Schema>>;
  /** Upcasts stored data to the present shape and validates it. */
  read(data: unknown, storedVersion: number, writtenAt: string): z.output<Schema>;
};

/**
 * An event's type, shape and history in one place. The schema version is `upcasters.length + 1`:
 * nobody numbers versions by hand, and shipped data is never rewritten.
 */
export const defineEvent = <const Type extends string, Schema extends z.ZodType>(definition: {
  type: Type;
  category: EventCategory;
  schema: Schema;
  upcasters?: readonly Upcaster[];
}): EventDefinition<Type, Schema> => {
  const { type, category, schema, upcasters = [] } = definition;
  const schemaVersion = upcasters.length + 1;
  return {
    type,
    category,
    schema,
    schemaVersion,
    create: (data) => ({ type, schemaVersion, data: schema.parse(data) }),
    read: (data, storedVersion, writtenAt) => {
      if (!Number.isInteger(storedVersion) || storedVersion < 1 || storedVersion > schemaVersion) {
        throw new UnknownEventVersion(type, storedVersion, schemaVersion);
      }
      let latest = data;
      for (const upcast of upcasters.slice(storedVersion - 1)) latest = upcast(latest as never, writtenAt);
      return schema.parse(latest);
    },
  };
};

/** An event written by a newer release than this one, or under a version that never was. */
export class UnknownEventVersion extends Error {
  constructor(type: string, storedVersion: number, knownVersion: number) {
    super(`${type} was stored with schema version ${storedVersion}; this release knows ${knownVersion}`);
    this.name = 'UnknownEventVersion';
  }
}

/** The recorded form of a defined event: `type` and `data` are linked, so a switch on `type` narrows `data`. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema> ? NewEvent<Type, z.output<Schema>> : never;
