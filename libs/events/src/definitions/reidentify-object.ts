import { z } from 'zod';
import type { Dependency } from './access.ts';
import type { CatalogObject, ObjectIdentity } from './catalog-object.ts';
import { inPartOrder } from './part-order.ts';

/** A column that has another number in the restored relation, as `attnum` has it. */
export const RenumberedColumn = z.object({ from: z.int().positive(), to: z.int().positive() });
export type RenumberedColumn = z.infer<typeof RenumberedColumn>;

/** The numbers under which a restored object, what it leans on and its columns go now. */
export type Reidentification = {
  readonly to: ObjectIdentity;
  /** Null: those of before. */
  readonly depends_on: readonly Dependency[] | null;
  readonly columns: readonly RenumberedColumn[];
};

/** The same object under the numbers of a restored database. */
export const reidentifyObject = (
  object: CatalogObject,
  { to, depends_on, columns }: Reidentification,
): CatalogObject =>
  ({
    ...object,
    identity: to,
    definition: {
      ...renumbered(object.definition, columns),
      ...(depends_on === null ? {} : { depends_on: [...depends_on] }),
    },
    // The shape of the kind is kept; TypeScript cannot follow a union that far.
  }) as CatalogObject;

const renumbered = (
  definition: CatalogObject['definition'],
  moves: readonly RenumberedColumn[],
): CatalogObject['definition'] => {
  if (moves.length === 0 || !('columns' in definition)) return definition;
  const numbers = new Map(moves.map(({ from, to }) => [from, to]));
  const columns = definition.columns.map((column) => ({
    ...column,
    attnum: numbers.get(column.attnum) ?? column.attnum,
  }));
  return { ...definition, columns: inPartOrder('columns', columns) };
};
