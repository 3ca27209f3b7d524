import { identityKey, type Dependency } from '@cadastre/events';
import type { Outline } from './outline.ts';

/** One thing leans on another. */
export type Edge = {
  readonly to: number;
  /** The part of it that does, joined by `/`, where the object can be made without that part; null where it cannot. */
  readonly splitPath: string | null;
  /** It is the type of a column: needed as soon as the object begins. */
  readonly isColumnType: boolean;
  /** It is grouped by the other's key. */
  readonly isKey: boolean;
};

/** Objects by their place in `nodes`; edges by the same place. */
export type Graph = { readonly nodes: readonly Outline[]; readonly edges: readonly (readonly Edge[])[] };

/** A default, and a check of a table or domain, can be added later; a generated column cannot. */
const splitPathOf = ({ path }: Dependency): string | null => {
  const isDefault = path[0] === 'columns' && path[2] === 'default';
  const isCheck = path[0] === 'constraints' || (path[0] === 'domain' && path[1] === 'constraints');
  return isDefault || isCheck ? path.join('/') : null;
};

/**
 * Who leans on whom. Members of an extension come with it, so whatever leans on one leans on the extension. What is not
 * in the catalog (of a schema that was left out) is taken to be there.
 */
export const buildGraph = (nodes: readonly Outline[]): Graph => {
  const places = new Map(nodes.map(({ identity }, place) => [identityKey(identity), place]));
  const extensions = new Map(
    nodes.flatMap(({ kind, name }, place) => (kind === 'extension' ? [[name, place] as const] : [])),
  );
  const provider = (place: number): number => extensions.get(nodes[place]?.extension ?? '') ?? place;
  const edgesOf = (node: Outline, from: number): Edge[] =>
    node.dependsOn.flatMap((dependency) => {
      const found = places.get(identityKey(dependency));
      if (found === undefined) return [];
      const to = provider(found);
      if (to === from) return [];
      return [
        {
          to,
          splitPath: splitPathOf(dependency),
          isColumnType: dependency.path[2] === 'type',
          isKey: dependency.column === 0,
        },
      ];
    });
  return { nodes, edges: nodes.map((node, place) => (node.extension === null ? edgesOf(node, place) : [])) };
};
