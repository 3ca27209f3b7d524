import type { z } from 'zod';
import { routes, type Route } from '@cadastre/api-contract';
import { cadastreVersion } from '@cadastre/platform';
import { componentSchemas } from './openapi-schemas.ts';
import { operationOf } from './openapi-operation.ts';
import { idOf, innermost } from './schema-reference.ts';

const described: Readonly<Record<string, string>> = {
  Integrations: 'Databases on the register, and commands on them.',
  Syncs: 'Readings of a database.',
  Catalog: 'What the databases hold.',
  'Parked keys': 'Events that a read model could not apply.',
  Operation: 'Health, figures, documents.',
};

/** The whole API as OpenAPI 3.1, made from the routes and schemas of the contract alone. */
export const openApiDocument = (): Record<string, unknown> => {
  const all: Route[] = Object.values(routes);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of all) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cadastre',
      version: cadastreVersion,
      summary:
        'The register of PostgreSQL databases: a searchable, versioned catalog with proof of every change.',
      description:
        'JSON in snake_case. Lists are `{items, next_cursor, has_more}`. Failures are problem details (RFC 9457); `/problems/{code}` explains each code. Commands take `Idempotency-Key` and answer with `Cadastre-Commit`; queries wait for such a commit with `Cadastre-Wait-For`. A client that hangs up does not learn whether its command was carried out: sent again with its key, it is carried out once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(described).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: componentSchemas(
        all.flatMap(({ body }) => ids([body])),
        ['Problem', ...all.flatMap(({ answers }) => ids(answers.map(({ body }) => body)))],
      ),
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, where the installation asks for one.',
        },
      },
    },
  };
};

const ids = (schemas: readonly (z.ZodType | undefined)[]): string[] =>
  schemas.flatMap((schema) => {
    const id = schema && idOf(innermost(schema));
    return id === undefined ? [] : [id];
  });
