/** Servers that were asked for cannot be had on this machine as it is. The message says all of it, line by line. */
export class ServersMissing extends Error {
  constructor(
    /** One line for each. */
    readonly reasons: readonly string[],
    /** What a person can do, one way a line. */
    readonly ways: readonly string[],
  ) {
    super([...reasons, ...ways].join('\n'));
  }
}
