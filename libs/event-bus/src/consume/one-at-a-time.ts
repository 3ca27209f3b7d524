/** Does what it is given one after the other, in the order in which it was given. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves and rejects as the work does; work that failed holds up nothing. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
