/** One promise, and what speaks against it. */
export type Finding = {
  /** The promise, as a sentence. */
  readonly check: string;
  /** How many things were looked at: a check that looked at nothing has shown nothing. */
  readonly looked: number;
  /** One line for each thing that is not as promised. */
  readonly wrong: readonly string[];
};
