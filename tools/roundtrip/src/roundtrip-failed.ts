/** Something that the person who started the tool can mend. */
export class RoundTripFailed extends Error {
  constructor(
    message: string,
    readonly hint: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'RoundTripFailed';
  }
}
