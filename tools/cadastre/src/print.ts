/** One JSON value for machines, or lines for people. */
export const print = (asJson: boolean, value: unknown, lines: readonly string[]): void => {
  process.stdout.write(asJson ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
};
