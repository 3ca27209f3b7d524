import type { CatalogObject, ObjectKind, SystemCatalog } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import type { Page, PageRequest } from '../paging/page.ts';
import { catalogOfKind } from '../objects/section.ts';
import { type Candidate, type SearchFilter, type SearchReason, type Stage } from './candidate.ts';
import { matchesOf, type SearchMatch } from './highlight.ts';
import { parseQuery, type SearchQuery } from './parse-query.ts';
import {
  cursorBinding,
  isBehind,
  placeOf,
  placeOfHit,
  placeParts,
  type SearchPlace,
} from './search-place.ts';
import { exactNameStage } from './stages/exact-name.ts';
import { prefixStage } from './stages/prefix.ts';
import { qualifiedNameStage } from './stages/qualified-name.ts';
import { similarStage } from './stages/similar.ts';
import { findWordsTogether, textStage, wordsTogetherStage } from './stages/text.ts';
import { wordStage } from './stages/word.ts';

export type SearchCatalog = PageRequest & {
  readonly tenantId: string;
  readonly text: string;
  readonly filter?: SearchFilter;
};

export type SearchHit = {
  readonly integration_id: string;
  readonly identity: { readonly catalog: SystemCatalog; readonly oid: number };
  readonly kind: ObjectKind;
  readonly schema: string | null;
  readonly name: string;
  readonly qualified_name: string;
  readonly comment: string | null;
  /** The best way in which the query led here. */
  readonly reason: SearchReason;
  readonly matches: readonly SearchMatch[];
};

export type SearchPage = Page<SearchHit> & {
  /** More objects matched in one of the ways than are ever looked at; a narrower query finds them. */
  readonly isTruncated: boolean;
};

/** Best first. What resembles the query is a guess, not made where something bears the very name that was typed. */
const stages: readonly {
  readonly reason: SearchReason;
  readonly find: Stage;
  readonly names?: true;
  readonly guesses?: true;
}[] = [
  { reason: 'qualified-name', find: qualifiedNameStage, names: true },
  { reason: 'exact-name', find: exactNameStage, names: true },
  { reason: 'prefix', find: prefixStage },
  { reason: 'word', find: wordStage },
  { reason: 'word', find: wordsTogetherStage },
  { reason: 'similar', find: similarStage, guesses: true },
  { reason: 'text', find: textStage },
];

/** Objects that one stage can contribute. */
const mostOfStage = 500;

const nothing: SearchPage = { items: [], nextCursor: null, hasMore: false, isTruncated: false };

type RankedCandidate = Candidate & { readonly stage: number };

/**
 * Searches names, columns and comments. The ways of matching are tried one after the other, best first, until the
 * page is full: a query that names its object does not pay for the search of similar ones.
 */
export const searchCatalog = async (db: Queryable, request: SearchCatalog): Promise<SearchPage> => {
  const query = parseQuery(request.text);
  if (query === null || request.filter?.schema?.includes('\0')) return nothing;
  const binding = cursorBinding(request);
  const place = request.cursor ? placeOf(decodeCursor(binding, request.cursor, placeParts)) : null;
  const { ranked, isTruncated } = await rank(db, { request, query, place });
  const page = ranked.slice(0, request.limit);
  const hasMore = ranked.length > request.limit;
  const last = page.at(-1);
  return {
    items: await describe(db, request.tenantId, { page, query }),
    nextCursor: hasMore && last ? encodeCursor(binding, placeOfHit(last).map(String)) : null,
    hasMore,
    isTruncated,
  };
};

/** What was found so far, stage after stage: each object once, for the best of its reasons. */
class Ranking {
  readonly ranked: RankedCandidate[] = [];
  isTruncated = false;
  /** Something bears the very name that was typed. */
  isNamed = false;
  private readonly seen = new Set<string>();

  constructor(private readonly place: SearchPlace | null) {}

  /** A later page has to know everything before it, so as not to show an object twice. */
  take(limit: number): number {
    return this.place === null ? Math.min(mostOfStage, limit + 1 + this.seen.size) : mostOfStage;
  }

  add(stage: number, candidates: readonly Candidate[]): void {
    this.isTruncated ||= candidates.length >= mostOfStage;
    this.isNamed ||= candidates.length > 0 && stages[stage]?.names === true;
    for (const candidate of candidates) {
      const key = `${candidate.integration_id} ${candidate.kind} ${candidate.oid}`;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      const isWanted = this.place === null || isBehind(placeOfHit({ ...candidate, stage }), this.place);
      if (isWanted) this.ranked.push({ ...candidate, stage });
    }
  }
}

const rank = async (
  db: Queryable,
  { request, query, place }: { request: SearchCatalog; query: SearchQuery; place: SearchPlace | null },
): Promise<Ranking> => {
  const { tenantId, filter = {}, limit } = request;
  const ranking = new Ranking(place);
  let together: Promise<Candidate[]> | undefined;
  const asked = { tenantId, query, filter };
  // The dearest way of all: who typed a whole name does not mean its words.
  const wordsTogether = async (): Promise<Candidate[]> =>
    ranking.isNamed
      ? []
      : (together ??= findWordsTogether(db, { ...asked, take: mostOfStage, wordsTogether }));
  for (const [stage, { find, guesses = false }] of stages.entries()) {
    if (guesses && ranking.isNamed) continue;
    ranking.add(stage, await find(db, { ...asked, take: ranking.take(limit), wordsTogether }));
    if (ranking.ranked.length > limit) break;
  }
  return ranking;
};

const describe = async (
  db: Queryable,
  tenantId: string,
  { page, query }: { page: readonly RankedCandidate[]; query: SearchQuery },
): Promise<SearchHit[]> => {
  const definitions = await readDefinitions(db, tenantId, page);
  return page.map((candidate) => {
    const { integration_id, kind, schema, name, qualified_name, comment, oid, stage } = candidate;
    const typed = [query.whole, query.last, ...query.words];
    const definition = definitions.get(`${integration_id} ${oid}`);
    return {
      integration_id,
      identity: { catalog: catalogOfKind[kind], oid },
      kind,
      schema,
      name,
      qualified_name,
      comment,
      reason: stages[stage]?.reason ?? 'text',
      matches: matchesOf(candidate, typed, definition ? { definition } : null),
    };
  });
};

/** Definitions are large: only those whose comments matched are read. */
const readDefinitions = async (
  db: Queryable,
  tenantId: string,
  page: readonly RankedCandidate[],
): Promise<Map<string, CatalogObject['definition']>> => {
  const commented = page.filter(({ found }) => found.some(({ field }) => field === 'comment'));
  if (commented.length === 0) return new Map();
  const { rows } = await db.query<
    Pick<Candidate, 'integration_id' | 'oid'> & Pick<CatalogObject, 'definition'>
  >(
    /* sql */ `
    select o.integration_id, o.oid, o.definition
      from unnest($2::uuid[], $3::oid[], $4::text[]) as wanted(integration_id, oid, kind)
      join read_model.objects o
        on o.tenant_id = $1 and o.integration_id = wanted.integration_id and o.oid = wanted.oid
       and o.kind = wanted.kind`,
    [
      tenantId,
      commented.map(({ integration_id }) => integration_id),
      commented.map(({ oid }) => oid),
      commented.map(({ kind }) => kind),
    ],
  );
  return new Map(rows.map(({ integration_id, oid, definition }) => [`${integration_id} ${oid}`, definition]));
};
