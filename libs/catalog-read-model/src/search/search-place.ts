import { createHash } from 'node:crypto';
import { InvalidInput } from '@cadastre/errors';
import type { Candidate } from './candidate.ts';
import type { SearchCatalog } from './search-catalog.ts';

/** Where a hit stands among all hits of its query: what the stages order by. */
export type SearchPlace = readonly [
  stage: number,
  rank: number,
  key: string,
  size: number,
  name: string,
  integrationId: string,
  schema: string,
  kind: string,
  oid: number,
];

export const placeParts = 9;
const numericParts = [0, 1, 3, 8];

export const placeOfHit = (hit: Candidate & { readonly stage: number }): SearchPlace => {
  const { stage, rank, key, size, found, integration_id, schema, kind, oid } = hit;
  return [stage, rank, key, size, found[0]?.name ?? '', integration_id, schema ?? '', kind, oid];
};

/** A cursor means something for the same text and filters only. */
export const cursorBinding = ({ text, filter = {} }: SearchCatalog): string => {
  const asked = JSON.stringify([text.trim(), filter.integrationId, filter.schema, filter.kinds]);
  return `search:${createHash('sha256').update(asked).digest('base64url').slice(0, 16)}`;
};

export const placeOf = (parts: readonly string[]): SearchPlace => {
  const place = parts.map((part, at) => (numericParts.includes(at) ? Number(part) : part));
  if (place.every((part) => typeof part === 'string' || Number.isFinite(part))) {
    return place as unknown as SearchPlace;
  }
  throw new InvalidInput([{ pointer: '?cursor', detail: 'is not a cursor of this list' }]);
};

/** The order in which the statements of a stage sort. Text is compared by its bytes, as "C" does. */
export const isBehind = (hit: SearchPlace, place: SearchPlace): boolean => {
  const steps = hit.map((part, at) => compare(part, place[at] ?? 0));
  return (steps.find((step) => step !== 0) ?? 0) > 0;
};

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
