/** What went wrong with messages after kafkajs had decoded them: it is ours, and nothing that lies in a topic. */
export class HandlingFailed extends Error {
  override readonly name = 'HandlingFailed';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
