/** The demonstration cannot go on: one sentence for a person, and what to do next. */
export class DemoFailed extends Error {
  constructor(
    message: string,
    readonly nextStep: string,
    /** 1: something went wrong; 2: the command line is wrong; 3: the sync did not complete. */
    readonly exitCode: 1 | 2 | 3 = 1,
  ) {
    super(message);
    this.name = 'DemoFailed';
  }
}
