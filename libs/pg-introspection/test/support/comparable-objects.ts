import type { IntrospectedObject } from '../../src/objects/finish-object.ts';
import type { ExpectedObject } from './fixture-database.ts';

/**
 * The objects in the schemas whose names begin so, without OIDs and with the owner called `owner`, by kind and name.
 * Members of extensions are left out: there are hundreds, and they differ from version to version.
 */
export const comparableObjects = (
  objects: readonly IntrospectedObject[],
  schemas: string,
  owner: string,
): ExpectedObject[] =>
  objects
    .map(({ object: { kind, schema, name, qualified_name, definition } }) => ({
      kind,
      schema,
      name,
      qualified_name,
      definition: { ...definition, owner: definition.owner === owner ? 'owner' : definition.owner },
    }))
    .filter((object) => belongsTo(object, schemas) && object.definition.extension === null)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const belongsTo = ({ kind, schema, name, definition }: ExpectedObject, schemas: string): boolean =>
  (schema ?? (kind === 'schema' ? name : String(definition.schema))).startsWith(schemas);

const keyOf = ({ kind, qualified_name }: ExpectedObject): string => `${kind} ${qualified_name}`;
