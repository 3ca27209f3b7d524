import type { CatalogObject } from '@cadastre/events';
import { phases, wholeMaking, type DdlWriter, type Making, type Phase } from './ddl-writer.ts';
import { ddlWriters } from './ddl-writers.ts';
import { withoutShortened } from './shortened.ts';
import { memberStatements } from './parts/extension-members.ts';

/** The registry links kind and writer, and both sides have this kind; TypeScript cannot follow a union that far. */
const writerOf = (object: CatalogObject) => ddlWriters[object.kind] as DdlWriter<CatalogObject['kind']>;

/** The statements of one object in one phase. Members of an extension come with it; only what was granted since is said. */
export const objectStatements = (object: CatalogObject, phase: Phase, making: Making): string[] => {
  const isMember = object.definition.extension !== null;
  if (isMember && phase !== 'create') return [];
  const statements = writerOf(object).phases[phase]?.(object, making) ?? [];
  return withoutShortened(object, isMember ? memberStatements(object, statements) : statements);
};

/** What the object is before it can be itself. */
export const beginStatements = (object: CatalogObject): string[] => writerOf(object).begin?.(object) ?? [];

/** Everything that makes one object, the rest of the database given. */
export const objectDdl = (object: CatalogObject): string =>
  phases
    .flatMap((phase) => objectStatements(object, phase, wholeMaking))
    .map((statement) => `${statement}\n`)
    .join('');
