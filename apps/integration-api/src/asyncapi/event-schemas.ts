import { z } from 'zod';
import { CatalogChange, CatalogObject, ObjectIdentity, eventDefinitions } from '@cadastre/events';

type JsonSchema = Record<string, unknown>;

/** Large, and part of several events: said once. */
const shared = { CatalogChange, CatalogObject, ObjectIdentity };

export const schemaReference = (id: string): string => `#/components/schemas/${id}`;

/** The data of every event in its present version, as JSON Schema by the event's type. */
export const eventSchemas = (): Record<string, JsonSchema> => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(shared)) registry.add(schema, { id });
  for (const [id, { schema }] of Object.entries(eventDefinitions)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-7',
    uri: schemaReference,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A later release may add members; consumers must not refuse them.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(
    Object.entries(named(schemas))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { $id: _address, $schema: _dialect, id: _id, ...schema }]) => [id, schema]),
  );
};

/** Zod keeps what it found to be recursive in a place of its own, to which the address of a component does not reach. */
const named = ({ __shared, ...schemas }: Record<string, JsonSchema>): Record<string, JsonSchema> => {
  const { definitions = {} } = (__shared ?? {}) as { definitions?: Record<string, JsonSchema> };
  const recursive = Object.entries(definitions).map(([id, schema]) => [`recursive_${id}`, schema]);
  const text = JSON.stringify({ ...schemas, ...(Object.fromEntries(recursive) as object) });
  const reachable = text.replaceAll(
    `${schemaReference('__shared')}#/definitions/`,
    schemaReference('recursive_'),
  );
  return JSON.parse(reachable) as Record<string, JsonSchema>;
};
