import { setImmediate as nextTurn } from 'node:timers/promises';

/** Objects assembled between two looks at the socket: a millisecond or two of work. */
const objectsPerTurn = 16;

/**
 * Counts work that is done without a pause. Whenever `isOver`, the event loop must have its `next` turn: meanwhile the
 * target may have answered, and waits to be asked for more.
 */
export class Turn {
  #count = 0;

  isOver(): boolean {
    this.#count += 1;
    return this.#count % objectsPerTurn === 0;
  }

  async next(): Promise<void> {
    await nextTurn();
  }
}
