import { components } from './components.ts';
import type { Edge, Graph } from './graph.ts';

/** What has to be done so that everything can be made after all that it leans on. */
export type Breaks = {
  /** Per node the parts that are made later, as their paths. */
  readonly split: ReadonlyMap<number, ReadonlySet<string>>;
  /** Types that begin as a name, before all else. */
  readonly begun: ReadonlySet<number>;
  /** Views that begin as a row of nothing: the place of that beginning, behind all nodes, to the view's place. */
  readonly beginnings: ReadonlyMap<number, number>;
  /** What is left, of nodes and beginnings: no circle in it. */
  readonly edges: readonly (readonly Edge[])[];
};

type Breaking = {
  readonly graph: Graph;
  readonly split: Map<number, Set<string>>;
  readonly begun: Set<number>;
  readonly beginnings: Map<number, number>;
  edges: (readonly Edge[])[];
};

/**
 * Circles are broken by what costs least: first defaults and checks are added later, then types and views begin as less
 * than they are. Functions that make a base type lean on nothing but its name from the start.
 */
export const breakCircles = (graph: Graph): Breaks => {
  const breaking: Breaking = {
    graph,
    split: new Map(),
    begun: new Set(),
    beginnings: new Map(),
    edges: [...graph.edges],
  };
  beginTypes(breaking);
  inCircles(breaking, splitParts);
  inCircles(breaking, beginViews);
  inCircles(breaking, ignoreBackwards);
  return breaking;
};

/** A base type needs its functions and they need it; a range type's canonical function likewise. */
const beginTypes = ({ graph, begun, edges }: Breaking): void => {
  for (const [place, node] of graph.nodes.entries()) {
    if (node.kind !== 'type') continue;
    for (const maker of makersOf(graph, place)) {
      begun.add(place);
      edges[maker] = (edges[maker] ?? []).filter(({ to }) => to !== place);
    }
  }
};

/**
 * The functions that a type needs and that need the type. Not those of a domain's check: that can be added later, and a
 * domain cannot begin as a name.
 */
const makersOf = ({ nodes, edges }: Graph, type: number): number[] =>
  (edges[type] ?? [])
    .filter(({ to, splitPath }) => splitPath === null && nodes[to]?.kind === 'routine')
    .map(({ to }) => to)
    .filter((maker) => (edges[maker] ?? []).some(({ to }) => to === type));

/** Whether an edge stays inside a circle. */
type IsInside = (from: number, to: number) => boolean;

const inCircles = (breaking: Breaking, strategy: (breaking: Breaking, isInside: IsInside) => void): void => {
  const component = components(breaking.edges);
  strategy(breaking, (from, to) => component[from] === component[to]);
};

const splitParts = (breaking: Breaking, isInside: IsInside): void => {
  for (const [from, edges] of breaking.edges.entries()) {
    const cut = new Set(
      edges.flatMap(({ to, splitPath }) => (splitPath !== null && isInside(from, to) ? [splitPath] : [])),
    );
    if (cut.size === 0) continue;
    breaking.split.set(from, cut);
    // A part that goes takes all that it leans on along.
    breaking.edges[from] = edges.filter(({ splitPath }) => splitPath === null || !cut.has(splitPath));
  }
};

const beginViews = (breaking: Breaking, isInside: IsInside): void => {
  const { graph, beginnings } = breaking;
  const beginningOf = new Map<number, number>();
  const begin = (view: number): number => {
    const known = beginningOf.get(view);
    if (known !== undefined) return known;
    const place = breaking.edges.length;
    breaking.edges.push((graph.edges[view] ?? []).filter(({ isColumnType }) => isColumnType));
    beginnings.set(place, view);
    beginningOf.set(view, place);
    return place;
  };
  for (const from of graph.nodes.keys()) {
    breaking.edges[from] = (breaking.edges[from] ?? []).map((edge) =>
      graph.nodes[edge.to]?.kind === 'view' && isInside(from, edge.to)
        ? { ...edge, to: begin(edge.to) }
        : edge,
    );
  }
  for (const [view, place] of beginningOf) {
    const own = { to: place, splitPath: null, isColumnType: false, isKey: false };
    breaking.edges[view] = [...(breaking.edges[view] ?? []), own];
  }
};

/** Whatever circle is left is one that PostgreSQL itself made in steps; the order of creation is the best guess. */
const ignoreBackwards = (breaking: Breaking, isInside: IsInside): void => {
  const oid = (place: number): number => breaking.graph.nodes[place]?.identity.oid ?? 0;
  for (const [from, edges] of breaking.edges.entries()) {
    breaking.edges[from] = edges.filter(({ to }) => !isInside(from, to) || oid(to) < oid(from));
  }
};
