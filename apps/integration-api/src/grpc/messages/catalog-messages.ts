import type { SearchHit } from '@cadastre/api-contract';
import type { CatalogObject, SearchHit as SearchHitMessage } from '@cadastre/grpc-contract';
import { present } from './fields.ts';

/** An object as a REST answer has it: what all have, where it was asked for, and what is of its kind. */
export type ObjectBody = Partial<{
  identity: { catalog: string; oid: number };
  kind: string;
  schema: string | null;
  name: string;
  qualified_name: string;
  owner: string | null;
  comment: string | null;
  extension: string | null;
  first_seen_at: string;
  changed_at: string;
}> &
  Readonly<Record<string, unknown>>;

export const objectMessage = (body: ObjectBody): CatalogObject => {
  const { kind = '', name = '', qualified_name = '', first_seen_at, changed_at, ...others } = body;
  const { identity, schema, owner, comment, extension, ...members } = others;
  return {
    identity,
    kind,
    schema: schema ?? undefined,
    name,
    qualified_name,
    owner: owner ?? undefined,
    comment: comment ?? undefined,
    extension: extension ?? undefined,
    first_seen_at,
    changed_at,
    members,
  };
};

export const searchHitMessage = (hit: SearchHit): SearchHitMessage => ({
  ...hit,
  schema: present(hit.schema),
  comment: present(hit.comment),
  matches: hit.matches.map(({ field, column, text, ranges }) => ({
    field,
    column: present(column),
    text,
    ranges: ranges.map(([start, end]) => ({ start, end })),
  })),
});
