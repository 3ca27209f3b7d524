import type { ObjectIdentity } from '@cadastre/events';
import { ddlWriters } from '../ddl-writers.ts';
import { wholeMaking, type Making } from '../ddl-writer.ts';
import { breakCircles, type Breaks } from './break-circles.ts';
import { buildGraph, type Graph } from './graph.ts';
import { keyOf, type Outline } from './outline.ts';

/** The order in which a database is made. */
export type Plan = {
  /** What begins as less than it is, first of all but what it needs for that. */
  readonly begins: readonly ObjectIdentity[];
  /** Everything, each after all that it leans on. */
  readonly creates: readonly ObjectIdentity[];
  /** How an object is made, where that is not simply whole. */
  makingOf(identity: ObjectIdentity): Making;
};

export const planDdl = (outlines: readonly Outline[]): Plan => {
  const nodes = outlines.toSorted(compare);
  const graph = buildGraph(nodes);
  const breaks = breakCircles(graph);
  const order = inOrder(graph, breaks);
  const makings = new Map(
    [...new Set([...breaks.split.keys(), ...breaks.begun])].map((place) => [
      keyOf((nodes[place] as Outline).identity),
      { split: breaks.split.get(place) ?? wholeMaking.split, hasBegun: breaks.begun.has(place) },
    ]),
  );
  return {
    begins: order
      .filter((place) => breaks.begun.has(place))
      .map((place) => (nodes[place] as Outline).identity),
    creates: order.map((place) => (nodes[place] as Outline).identity),
    makingOf: (identity) => makings.get(keyOf(identity)) ?? wholeMaking,
  };
};

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
const inOrder = ({ nodes }: Graph, { edges }: Breaks): number[] => {
  const order: number[] = [];
  const isSeen = new Uint8Array(nodes.length);
  for (let root = 0; root < nodes.length; root += 1) {
    const path = [{ node: root, next: 0 }];
    if (isSeen[root] === 1) continue;
    isSeen[root] = 1;
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
