import { routes, type Route, type SearchHit } from '@cadastre/api-contract';
import type {
  CatalogServiceService,
  ListOptions,
  ObjectIdentity,
  RelationName,
} from '@cadastre/grpc-contract';
import { objectMessage, searchHitMessage, type ObjectBody } from '../messages/catalog-messages.ts';
import { given, givenList, present } from '../messages/fields.ts';
import type { TwinsOf } from '../twin.ts';

type Listed = {
  readonly integration_id: string;
  readonly options?: ListOptions | undefined;
  readonly schema?: string | undefined;
  readonly kinds?: readonly string[];
  readonly partition_of?: RelationName | undefined;
};
type Named = { readonly integration_id: string; readonly schema: string; readonly name: string };
type Identified = { readonly integration_id: string; readonly identity?: ObjectIdentity | undefined };
type Page = { items: ObjectBody[]; next_cursor: string | null };

const listFields = {
  ...Object.fromEntries(
    ['limit', 'cursor', 'name', 'extension', 'sort', 'fields'].map((name) => [name, `options.${name}`]),
  ),
  kind: 'kinds',
  partition_of_schema: 'partition_of.schema',
  partition_of_name: 'partition_of.name',
};

const list = (route: Route) => ({
  routes: [route] as const,
  fields: listFields,
  input: ({ integration_id, options, schema, kinds = [], partition_of }: Listed) => ({
    params: { integration_id: given(integration_id) },
    query: {
      ...options,
      fields: givenList(options?.fields ?? []),
      schema,
      kind: givenList(kinds),
      partition_of_schema: partition_of?.schema,
      partition_of_name: partition_of?.name,
    },
  }),
  output: ({ items, next_cursor }: Page) => ({
    items: items.map(objectMessage),
    next_cursor: present(next_cursor),
  }),
});

const named = ({ integration_id, schema, name }: Named) => ({
  params: { integration_id: given(integration_id), schema: given(schema), name: given(name) },
});

const identified = ({ integration_id, identity }: Identified) => ({
  params: {
    integration_id: given(integration_id),
    catalog: given(identity?.catalog ?? ''),
    oid: identity?.oid === 0 ? undefined : identity?.oid,
  },
});
const identityFields = { catalog: 'identity.catalog', oid: 'identity.oid' };

const sql = (text: string) => ({ sql: text });

export const catalogMethods: TwinsOf<CatalogServiceService, 'streamDdl'> = {
  searchCatalog: {
    routes: [routes.searchCatalog],
    fields: { kind: 'kinds' },
    input: ({ q, kinds, ...others }) => ({ query: { ...others, q: given(q), kind: givenList(kinds) } }),
    output: (body: { items: SearchHit[]; next_cursor: string | null; is_truncated: boolean }) => ({
      items: body.items.map(searchHitMessage),
      next_cursor: present(body.next_cursor),
      is_truncated: body.is_truncated,
    }),
  },
  listObjects: list(routes.listObjects),
  listSchemas: list(routes.listSchemas),
  listRelations: list(routes.listRelations),
  listRoutines: list(routes.listRoutines),
  listTypes: list(routes.listTypes),
  listSequences: list(routes.listSequences),
  listExtensions: list(routes.listExtensions),
  getObject: {
    routes: [routes.getObject],
    fields: identityFields,
    input: identified,
    output: (body: ObjectBody) => ({ object: objectMessage(body) }),
  },
  getRelation: {
    routes: [routes.getRelation],
    input: named,
    output: (body: ObjectBody) => ({ relation: objectMessage(body) }),
  },
  getRoutines: {
    routes: [routes.getRoutines],
    input: named,
    output: ({ items }: { items: ObjectBody[] }) => ({ items: items.map(objectMessage) }),
  },
  getType: {
    routes: [routes.getType],
    input: named,
    output: (body: ObjectBody) => ({ type: objectMessage(body) }),
  },
  getSequence: {
    routes: [routes.getSequence],
    input: named,
    output: (body: ObjectBody) => ({ sequence: objectMessage(body) }),
  },
  getObjectDdl: { routes: [routes.getObjectDdl], fields: identityFields, input: identified, output: sql },
  getRelationDdl: { routes: [routes.getRelationDdl], input: named, output: sql },
  getRoutinesDdl: { routes: [routes.getRoutinesDdl], input: named, output: sql },
  getTypeDdl: { routes: [routes.getTypeDdl], input: named, output: sql },
  getSequenceDdl: { routes: [routes.getSequenceDdl], input: named, output: sql },
};
