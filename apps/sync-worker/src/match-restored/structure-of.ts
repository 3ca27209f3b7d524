import { createHash } from 'node:crypto';
import type { CatalogObject, DefinitionOf } from '@cadastre/events';

/** What a known object is besides its name, as the target gives it of what is there; null where that says nothing. */
export const structureOf = (object: CatalogObject): readonly string[] | null => {
  if (object.kind === 'routine') return routineStructure(object.definition);
  if (object.kind === 'type') return typeStructure(object.definition);
  if (object.kind === 'sequence') return sequenceStructure(object.definition);
  return 'columns' in object.definition ? object.definition.columns.map(({ name }) => name) : null;
};

const sequenceStructure = ({ owned_by: owner }: DefinitionOf<'sequence'>): readonly string[] | null =>
  owner === null ? null : [owner.schema, owner.name, owner.column];

const typeStructure = ({ type_kind, labels, attributes }: DefinitionOf<'type'>): readonly string[] | null => {
  if (type_kind === 'enum') return ['enum', ...labels];
  return type_kind === 'composite' ? ['composite', ...attributes.map(({ name }) => name)] : null;
};

/** As `pg_get_functiondef` begins the body, which is the last of it. */
const beginning = /\nAS (\$(?:function|procedure)x*\$)/;

/** Null for none, or for one that was cut when it was read. One pass over a text that anybody may have written. */
const bodyOf = (definition: string): string | null => {
  const found = beginning.exec(definition);
  if (found === null) return null;
  const [begin, tag = ''] = found;
  const from = found.index + begin.length;
  const end = definition.length - (definition.endsWith('\n') ? 1 : 0) - tag.length;
  return end >= from && definition.startsWith(tag, end) ? definition.slice(from, end) : null;
};

const routineStructure = ({
  definition,
  identity_arguments,
  language,
}: DefinitionOf<'routine'>): readonly string[] | null => {
  const text = bodyOf(definition ?? '') ?? '';
  return text === '' ? null : [identity_arguments, language, createHash('sha256').update(text).digest('hex')];
};
