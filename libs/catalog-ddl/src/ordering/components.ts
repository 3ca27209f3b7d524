import type { Edge } from './graph.ts';

type Visit = { readonly node: number; next: number };

/**
 * The number of the strongly connected component of each node (Tarjan's algorithm, without recursion: chains of views
 * can be long). Nodes of one number are in a circle with each other, or the same.
 */
export const components = (edges: readonly (readonly Edge[])[]): Int32Array => {
  const search = new Search(edges);
  for (let root = 0; root < edges.length; root += 1) search.from(root);
  return search.component;
};

class Search {
  readonly component: Int32Array;
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  readonly #open: number[] = [];
  #entered = 0;
  #found = 0;

  constructor(private readonly edges: readonly (readonly Edge[])[]) {
    this.component = new Int32Array(edges.length).fill(-1);
    this.#index = new Int32Array(edges.length).fill(-1);
    this.#low = new Int32Array(edges.length);
  }

  from(root: number): void {
    if (this.#index[root] !== -1) return;
    const path = [this.#enter(root)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const deeper = this.#advance(visit);
      if (deeper === 'stay') continue;
      if (deeper !== null) {
        path.push(deeper);
        continue;
      }
      path.pop();
      this.#leave(visit.node, path.at(-1));
    }
  }

  /** The visit that the next edge leads to; null where there is no edge left. */
  #advance(visit: Visit): Visit | 'stay' | null {
    const edge = this.edges[visit.node]?.[visit.next];
    visit.next += 1;
    if (edge === undefined) return null;
    if (this.#index[edge.to] === -1) return this.#enter(edge.to);
    if (this.component[edge.to] === -1) this.#lower(visit.node, this.#index[edge.to] ?? 0);
    return 'stay';
  }

  #enter(node: number): Visit {
    this.#index[node] = this.#entered;
    this.#low[node] = this.#entered;
    this.#entered += 1;
    this.#open.push(node);
    return { node, next: 0 };
  }

  #leave(node: number, above: Visit | undefined): void {
    if (above !== undefined) this.#lower(above.node, this.#low[node] ?? 0);
    if (this.#low[node] !== this.#index[node]) return;
    for (let member = this.#open.pop(); member !== undefined; member = this.#open.pop()) {
      this.component[member] = this.#found;
      if (member === node) break;
    }
    this.#found += 1;
  }

  #lower(node: number, to: number): void {
    this.#low[node] = Math.min(this.#low[node] ?? 0, to);
  }
}
