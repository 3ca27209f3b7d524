/** A broker cannot be had on this machine as it is. The message says all of it, line by line. */
export class KafkaMissing extends Error {
  constructor(
    /** One sentence. */
    readonly reason: string,
    /** What a person can do, one way a line. */
    readonly ways: readonly string[],
  ) {
    super([reason, ...ways].join('\n'));
  }
}

export const containerWay =
  'Or, with Docker: docker compose -f infra/compose.yaml up kafka, and CADASTRE_KAFKA_BROKERS=127.0.0.1:9092.';
