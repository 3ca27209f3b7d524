import type { AnyProjection } from '../projection.ts';

/** Under this name the checkpoint and the parked keys of rows in the making are kept. */
export const nextName = (name: string): string => `${name}/next`;

/** The same projection, writing the tables that a rebuild makes beside those that serve. */
export const nextGeneration = <Projection extends AnyProjection>(projection: Projection): Projection => {
  const { name, tables } = projection;
  if (tables === undefined) throw new Error(`Projection ${name} cannot be rebuilt: it names no tables`);
  return { ...projection, name: nextName(name), tables: { ...tables, schema: `${tables.schema}_next` } };
};
