import { identityKey, type ObjectIdentity } from '@cadastre/events';
import { ddlWriters } from '../ddl-writers.ts';
import { wholeMaking, type Making } from '../ddl-writer.ts';
import { breakCircles, type Breaks } from './break-circles.ts';
import { buildGraph, type Graph } from './graph.ts';
import { loggedAlone } from './logged-alone.ts';
import type { Outline } from './outline.ts';

export type Step = { readonly identity: ObjectIdentity; readonly isBeginning: boolean };

/** The order in which a database is made. */
export type Plan = {
  /** Types that begin as a name. */
  readonly begins: readonly ObjectIdentity[];
  /** Everything, each after all that it leans on; views of a circle begin where they are needed first. */
  readonly steps: readonly Step[];
  /** How an object is made, where that is not simply whole. */
  makingOf(identity: ObjectIdentity): Making;
};

export const planDdl = (outlines: readonly Outline[]): Plan => {
  const nodes = outlines.toSorted(compare);
  const graph = buildGraph(nodes);
  const breaks = breakCircles(graph);
  const begun = new Set([...breaks.begun, ...breaks.beginnings.values()]);
  const identityAt = (place: number): ObjectIdentity => (nodes[place] as Outline).identity;
  const grouped = groupedViews(graph);
  const logged = new Set(loggedAlone(nodes));
  const makings = new Map(
    [...new Set([...breaks.split.keys(), ...begun, ...grouped, ...logged])].map((place) => [
      identityKey(identityAt(place)),
      {
        split: breaks.split.get(place) ?? wholeMaking.split,
        hasBegun: begun.has(place),
        isGrouped: grouped.has(place),
        isLoggedAlone: logged.has(place),
      },
    ]),
  );
  const begins = [...breaks.begun].map(identityAt);
  const steps = inOrder(breaks).map((place) => {
    const view = breaks.beginnings.get(place);
    return { identity: identityAt(view ?? place), isBeginning: view !== undefined };
  });
  return planOf({ begins, steps, makings });
};

/** Apart, so that the plan holds nothing of what it was made from. */
const planOf = ({
  begins,
  steps,
  makings,
}: Pick<Plan, 'begins' | 'steps'> & { makings: ReadonlyMap<string, Making> }): Plan => ({
  begins,
  steps,
  makingOf: (identity) => makings.get(identityKey(identity)) ?? wholeMaking,
});

/** Keys of partitioned tables and of partitions are made after all tables are. */
const groupedViews = ({ nodes, edges }: Graph): Set<number> =>
  new Set(
    [...nodes.keys()].filter((place) =>
      (edges[place] ?? []).some(({ to, isKey }) => {
        const kind = nodes[to]?.kind;
        return isKey && (kind === 'partitioned-table' || kind === 'partition');
      }),
    ),
  );

const compare = (a: Outline, b: Outline): number =>
  ddlWriters[a.kind].rank - ddlWriters[b.kind].rank ||
  compareText(a.schema ?? '', b.schema ?? '') ||
  compareText(a.name, b.name) ||
  a.identity.oid - b.identity.oid;

const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Depth first, without recursion. */
const inOrder = ({ edges }: Breaks): number[] => {
  const order: number[] = [];
  const isSeen = new Uint8Array(edges.length);
  for (let root = 0; root < edges.length; root += 1) {
    if (isSeen[root] === 1) continue;
    isSeen[root] = 1;
    const path = [{ node: root, next: 0 }];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const edge = edges[visit.node]?.[visit.next];
      visit.next += 1;
      if (edge === undefined) {
        order.push(visit.node);
        path.pop();
      } else if (isSeen[edge.to] === 0) {
        isSeen[edge.to] = 1;
        path.push({ node: edge.to, next: 0 });
      }
    }
  }
  return order;
};
