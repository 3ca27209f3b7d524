/** The same batches, each asked for while the one before it is worked on. */
export async function* readAhead<T>(batches: AsyncIterable<T>): AsyncGenerator<T, void> {
  const iterator = batches[Symbol.asyncIterator]();
  const ask = () => {
    const next = iterator.next();
    // An error is thrown where it is awaited; until then it must not count as unhandled.
    next.catch(() => undefined);
    return next;
  };
  let next = ask();
  try {
    for (;;) {
      const result: IteratorResult<T, unknown> = await next;
      if (result.done === true) return;
      next = ask();
      yield result.value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}
