import type { CatalogObject, ObjectKind } from '@cadastre/events';

/** The kinds between which attaching and detaching a partition moves a table: it stays the same object. */
const attachableKinds = ['table', 'partitioned-table', 'partition'] as const satisfies readonly ObjectKind[];
export type AttachableKind = (typeof attachableKinds)[number];

export const isAttachable = (
  object: CatalogObject,
): object is Extract<CatalogObject, { kind: AttachableKind }> =>
  attachableKinds.some((kind) => kind === object.kind);

/**
 * Is an object that had one kind and now has the other still the same object? One side of an attachment is always a
 * partition. Any other change of kind under one OID is a new object: a table that a rule made a view, an OID used again.
 */
export const keepsIdentity = (before: ObjectKind, after: ObjectKind): boolean => {
  if (before === after) return true;
  const isAttachment = before === 'partition' || after === 'partition';
  return isAttachment && [before, after].every((kind) => attachableKinds.some((other) => other === kind));
};
