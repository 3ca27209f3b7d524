/** An object goes from one OID of its system catalog to another. */
export type OidMove = { readonly from: number; readonly to: number };

/** One step of carrying moves out; `move` is the place of the whole move among those that were given. */
export type MoveStep = OidMove & { readonly move: number };

/** No object that somebody made has it: PostgreSQL keeps OIDs below 16,384 for its own. */
export const waitingOid = 1;

/**
 * The moves of one system catalog in an order in which every object finds its new OID free, whatever changed places with
 * what. Of a circle one object waits under `waitingOid`, and so takes two steps.
 *
 * Memory is a few bytes a move; of objects it knows numbers only.
 *
 * @param froms where objects are, ascending
 * @param tos where they go, in the order of `froms`; each once
 */
export function* orderMoves(froms: readonly number[], tos: readonly number[]): Generator<MoveStep, void> {
  const isDone = new Uint8Array(froms.length);
  for (let first = 0; first < froms.length; first += 1) {
    if (isDone[first] === 1) continue;
    const chain = chainFrom(first, { froms, tos, isDone });
    for (const move of chain) isDone[move] = 1;
    const steps = chain.map((move): MoveStep => ({ move, from: froms[move] ?? 0, to: tos[move] ?? 0 }));
    const isCircle = steps.at(-1)?.to === steps[0]?.from;
    yield* isCircle ? opened(steps) : steps.reverse();
  }
}

type Moves = {
  readonly froms: readonly number[];
  readonly tos: readonly number[];
  readonly isDone: Uint8Array;
};

/** Who wants to go where the next one stands, and so on to a free place, or round to the first. */
const chainFrom = (first: number, { froms, tos, isDone }: Moves): number[] => {
  const chain: number[] = [];
  let next = first;
  do {
    chain.push(next);
    next = placeOf(froms, tos[next] ?? 0);
  } while (next >= 0 && next !== first && isDone[next] === 0);
  return chain;
};

const opened = ([first, ...others]: readonly MoveStep[]): MoveStep[] =>
  first === undefined
    ? []
    : [{ ...first, to: waitingOid }, ...others.toReversed(), { ...first, from: waitingOid }];

/** Where the number is in an ascending list; -1 where it is not. */
export const placeOf = (ascending: readonly number[], wanted: number): number => {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === wanted ? low : -1;
};
