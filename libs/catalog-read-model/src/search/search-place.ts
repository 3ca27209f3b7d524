import { createHash } from 'node:crypto';
import { InvalidInput } from '@cadastre/errors';
import type { Candidate } from './candidate.ts';
import type { SearchCatalog } from './search-catalog.ts';

/** Where a hit stands among all hits of its query. */
export type SearchPlace = {
  readonly stage: number;
  readonly rank: number;
  readonly length: number;
  readonly qualified_name: string;
  readonly integration_id: string;
  readonly oid: number;
};

export const placeParts = 6;

/** A cursor means something for the same text and filters only. */
export const cursorBinding = ({ text, filter = {} }: SearchCatalog): string => {
  const asked = JSON.stringify([text.trim(), filter.integrationId, filter.schema, filter.kinds]);
  return `search:${createHash('sha256').update(asked).digest('base64url').slice(0, 16)}`;
};

export const placeOf = (parts: readonly string[]): SearchPlace => {
  const [stage, rank, length, qualified_name = '', integration_id = '', oid] = parts;
  const place = {
    stage: Number(stage),
    rank: Number(rank),
    length: Number(length),
    qualified_name,
    integration_id,
    oid: Number(oid),
  };
  const numbers = [place.stage, place.rank, place.length, place.oid];
  if (numbers.every(Number.isFinite)) return place;
  throw new InvalidInput([{ pointer: '?cursor', detail: 'is not a cursor of this list' }]);
};

/** The order in which the statements of a stage sort. Text is compared by its bytes, as "C" does. */
export const isBehind = (hit: Candidate & { readonly stage: number }, place: SearchPlace): boolean => {
  const steps = [
    hit.stage - place.stage,
    hit.rank - place.rank,
    [...hit.name].length - place.length,
    compareBytes(hit.qualified_name, place.qualified_name),
    compareBytes(hit.integration_id, place.integration_id),
    hit.oid - place.oid,
  ];
  return (steps.find((step) => step !== 0) ?? 0) > 0;
};

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
