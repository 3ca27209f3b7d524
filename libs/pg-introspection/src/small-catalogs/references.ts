import type { ObjectRef } from '@cadastre/events';
import type { ReadContext } from '../snapshot/read-context.ts';
import { SnapshotMoved, presentType } from '../snapshot/snapshot-moved.ts';

/** Who refers to something, for the error where that is gone. */
export type Referrer = { readonly oid: string; readonly context: ReadContext };

/** A name and the OID of its schema, as `refSql` gives them. */
export type RefFact = { readonly name: string; readonly schema: string };

export const refOf = ({ name, schema }: RefFact, { context }: Referrer): ObjectRef => ({
  name,
  schema: context.schemaName(schema),
});

export const optionalRef = (fact: RefFact | null, at: Referrer): ObjectRef | null =>
  fact === null ? null : refOf(fact, at);

/** `reg…` types print a bare number for what is not there any more; a name of digits they quote. */
const isNumber = /^\d+$/;

/** What a `reg…` type printed. */
export const named = (name: string, { oid }: Referrer): string => {
  if (isNumber.test(name))
    throw new SnapshotMoved({ what: 'an object of a small catalog', oid: Number(oid) });
  return name;
};

export const optionallyNamed = (name: string | null, at: Referrer): string | null =>
  name === null ? null : named(name, at);

/** What `format_type` printed. */
export const typeOf = (name: string, { oid }: Referrer): string =>
  presentType(name, 'an object of a small catalog', oid);

export const optionalType = (name: string | null, at: Referrer): string | null =>
  name === null ? null : typeOf(name, at);
