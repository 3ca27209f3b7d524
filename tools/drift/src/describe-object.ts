import type { CatalogObject } from '@cadastre/events';

type Described = {
  readonly columns?: readonly { name: string; type: string; not_null: boolean; default: string | null }[];
  readonly constraints?: readonly { name: string; definition: string }[];
  readonly indexes?: readonly { definition: string }[];
  readonly triggers?: readonly { definition: string }[];
  readonly definition?: string | null;
  readonly row_security?: string;
};

/** A few lines for a person who reviews a migration: what is there, without owners and statistics. */
export const describeObject = (object: CatalogObject): string[] => {
  const parts = object.definition as Described;
  const flags =
    parts.row_security === undefined || parts.row_security === 'off'
      ? ''
      : `  (row security ${parts.row_security})`;
  return [
    '',
    `${object.kind} ${object.qualified_name}${flags}`,
    ...(parts.columns ?? []).map(
      (column) =>
        `  ${column.name} ${column.type}${column.not_null ? ' not null' : ''}${column.default === null ? '' : ` default ${column.default}`}`,
    ),
    ...(parts.constraints ?? []).map(({ name, definition }) => `  constraint ${name}: ${definition}`),
    ...(parts.indexes ?? []).map(({ definition }) => `  ${definition}`),
    ...(parts.triggers ?? []).map(({ definition }) => `  ${definition}`),
    ...(parts.definition ? parts.definition.split('\n').map((line) => `  ${line}`) : []),
  ].map((line) => line.trimEnd());
};
