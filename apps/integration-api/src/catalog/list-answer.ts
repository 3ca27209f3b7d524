import type { ListObjects, ObjectListItem, ObjectSort, Page } from '@cadastre/catalog-read-model';
import { InvalidInput } from '@cadastre/errors';
import type { IntegrationId, ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { Answer } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import { orderOf } from '../http/order.ts';
import { pageAnswer } from '../http/page-answer.ts';
import type { CatalogAnswers } from './catalog-answers.ts';

/** What the lists of a catalog have in common; only some know schemas, kinds and partitions. */
type ListCall = Pick<Call, 'tenantId' | 'headers' | 'url'> & {
  readonly params: { readonly integration_id: IntegrationId };
  readonly query: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly sort: ObjectSort | `-${ObjectSort}`;
    readonly fields?: string[] | undefined;
    readonly name?: string | undefined;
    readonly extension?: string | undefined;
    readonly schema?: string | undefined;
    readonly kind?: readonly ObjectKind[] | undefined;
    readonly partition_of_schema?: string | undefined;
    readonly partition_of_name?: string | undefined;
  };
};

/** One page of a list of the catalog. */
export const listAnswer = (
  answers: CatalogAnswers,
  call: ListCall,
  list: (db: Queryable, request: ListObjects) => Promise<Page<ObjectListItem>>,
): Promise<Answer> =>
  answers.about(call, async (db) => pageAnswer(call, await list(db, requestOf(call)), (item) => item));

const requestOf = ({ tenantId, params, query }: ListCall): ListObjects => ({
  tenantId,
  integrationId: params.integration_id,
  limit: query.limit,
  cursor: query.cursor,
  fields: query.fields ?? null,
  ...orderOf<ObjectSort>(query.sort),
  filter: {
    schema: query.schema ?? null,
    kinds: query.kind ?? null,
    namePattern: query.name ?? null,
    extension: query.extension ?? null,
    partitionOf: partitionOf(query),
  },
});

const partitionOf = (query: ListCall['query']): { schema: string; name: string } | null => {
  const { partition_of_schema: schema, partition_of_name: name } = query;
  if (schema === undefined && name === undefined) return null;
  if (schema !== undefined && name !== undefined) return { schema, name };
  const missing = schema === undefined ? '?partition_of_schema' : '?partition_of_name';
  throw new InvalidInput([{ pointer: missing, detail: 'is required where the other one is given' }]);
};
