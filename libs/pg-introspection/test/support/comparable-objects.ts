import type { Dependency } from '@cadastre/events';
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
    .filter(({ object }) => belongsTo(object, schemas) && object.definition.extension === null)
    .map(({ object: { kind, schema, name, qualified_name, definition } }) => ({
      kind,
      schema,
      name: withoutOwner(name, owner),
      qualified_name: withoutOwner(qualified_name, owner),
      definition: comparableDefinition(definition, { objects, owner }),
    }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const withoutOwner = (text: string, owner: string): string =>
  text.startsWith(`${owner} `) ? `owner ${text.slice(owner.length + 1)}` : text;

type Around = { objects: readonly IntrospectedObject[]; owner: string };

/** Roles that run the test are called owner, and what is leaned on has a name in place of its OID. */
const comparableDefinition = (definition: object, around: Around): ExpectedObject['definition'] =>
  Object.fromEntries(
    Object.entries(definition).map(([field, value]: [string, unknown]) => [
      field,
      field === 'depends_on'
        ? (value as Dependency[]).map((one) => leaningOn(one, around))
        : called(value, around),
    ]),
  );

const leaningOn = ({ catalog, oid, column, path }: Dependency, { objects, owner }: Around): string => {
  const found = objects.find(
    ({ object: { identity } }) => identity.catalog === catalog && identity.oid === oid,
  );
  const what = found === undefined ? 'unknown' : withoutOwner(found.object.qualified_name, owner);
  return [path.join('/'), catalog, what, ...(column === null ? [] : [String(column)])].join(' ').trim();
};

const called = (value: unknown, around: Around): unknown => {
  if (value === around.owner) return 'owner';
  if (Array.isArray(value)) return value.map((one) => called(one, around));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, called(inside, around)]));
};

/** Objects outside any schema are told by their name, which holds that of the fixture. */
const belongsTo = (
  { kind, schema, name, definition }: Omit<ExpectedObject, 'definition'> & { definition: object },
  prefix: string,
): boolean => {
  if (schema !== null) return schema.startsWith(prefix);
  if (kind === 'schema') return name.startsWith(prefix);
  if (kind === 'extension') return String((definition as { schema?: string }).schema).startsWith(prefix);
  if (kind === 'system-privileges') return prefix === 'f_system';
  return kind === 'default-privileges' ? prefix === 'f_default_privileges' : name.includes(prefix);
};

const keyOf = ({ kind, qualified_name }: ExpectedObject): string => `${kind} ${qualified_name}`;
