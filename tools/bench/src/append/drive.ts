export type Drive = { readonly perSecond: number; readonly latenciesMs: readonly number[] };

/** So many writers, each doing one thing after the other, for so long. */
export const drive = async (
  { writers, durationMs }: { writers: number; durationMs: number },
  one: (writer: number) => Promise<unknown>,
): Promise<Drive> => {
  const latenciesMs: number[] = [];
  const start = performance.now();
  const end = start + durationMs;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let before = performance.now(); before < end; before = performance.now()) {
        await one(writer);
        latenciesMs.push(performance.now() - before);
      }
    }),
  );
  return { perSecond: latenciesMs.length / ((performance.now() - start) / 1_000), latenciesMs };
};

/** Everybody in turn (A B A B), after one round of warming up; gives each one's figures in the order of the rounds. */
export const inTurn = async <const Name extends string>(
  rounds: number,
  contenders: readonly { readonly name: Name; readonly run: () => Promise<number> }[],
): Promise<Record<Name, number[]>> => {
  const figures = Object.fromEntries(contenders.map(({ name }) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, run } of contenders) {
      const figure = await run();
      if (round > 0) figures[name].push(figure);
    }
  }
  return figures;
};

/** Of figures measured beside each other, round by round. */
export const ratios = (values: readonly number[], references: readonly number[]): number[] =>
  values.map((value, round) => value / (references[round] ?? Number.NaN));
