import { quoteIdentifier } from '../quote-identifier.ts';
import type { VisibleSchema } from './visible-schemas.ts';

const mostSchemasNamed = 20;

/**
 * The statements that let the role see these schemas, to be run by their owner or a superuser. No more than is needed:
 * USAGE lets it see a schema; only in `public`, where every role has that, it takes a privilege on something.
 */
export const grantsFor = (role: string, schemas: readonly VisibleSchema[]): string => {
  const statements = schemas
    .slice(0, mostSchemasNamed)
    .flatMap(({ schema, has_usage, relations }) => [
      ...(has_usage ? [] : [`GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`]),
      ...(schema === 'public' && relations > 0
        ? [`GRANT SELECT ON ALL TABLES IN SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`]
        : []),
    ]);
  const more = schemas.length - mostSchemasNamed;
  return statements.join(' ') + (more > 0 ? ` (and the same for ${more} more schemas)` : '');
};
