import type { Edge } from './graph.ts';

type Visit = { readonly node: number; next: number };

/**
 * The number of the strongly connected component of each node (Tarjan's algorithm, without recursion: chains of views
 * can be long). Nodes of one number are in a circle with each other, or the same.
 */
export const components = (edges: readonly (readonly Edge[])[]): Int32Array => {
  const index = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const component = new Int32Array(edges.length).fill(-1);
  const open: number[] = [];
  let counter = 0;
  let found = 0;

  const enter = (node: number): Visit => {
    index[node] = counter;
    low[node] = counter;
    counter += 1;
    open.push(node);
    return { node, next: 0 };
  };
  const leave = (node: number): void => {
    if (low[node] !== index[node]) return;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      component[member] = found;
      if (member === node) break;
    }
    found += 1;
  };
  const lower = (node: number, to: number): void => {
    low[node] = Math.min(low[node] ?? 0, to);
  };

  for (let root = 0; root < edges.length; root += 1) {
    if (index[root] !== -1) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const edge = edges[visit.node]?.[visit.next];
      visit.next += 1;
      if (edge === undefined) {
        leave(visit.node);
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.node, low[visit.node] ?? 0);
      } else if (index[edge.to] === -1) path.push(enter(edge.to));
      else if (component[edge.to] === -1) lower(visit.node, index[edge.to] ?? 0);
    }
  }
  return component;
};
