import { fileURLToPath } from 'node:url';
import type { describe as jestDescribe } from '@jest/globals';
import { askTestServer } from '../ask-test-server.ts';
import { noteNotRun } from '../not-run.ts';

type Describe = typeof jestDescribe;

export type TestKafka = {
  /** Of the one broker of this run; empty where there is none and the specs are skipped. */
  readonly brokers: readonly string[];
  /** Skips where there is no Kafka; the end of the run says what was skipped, and why. */
  readonly describe: Describe;
};

/**
 * The broker of this run of jest, shared by all specs: names of topics and groups have to be a spec's own. Called at
 * the top of a spec file, with its `import.meta.url`; the first caller makes the broker start.
 *
 * @throws where there is none and there has to be one: `CI=true`, or `CADASTRE_TEST_REQUIRE_KAFKA=1`
 */
export const testKafka = async (specUrl: string): Promise<TestKafka> => {
  const answer = await askTestServer('kafka');
  const { describe } = globalThis as unknown as { describe: Describe };
  if ('url' in answer) return { brokers: answer.url.split(','), describe };
  if (isRequired())
    throw new Error(`Kafka did not start, and these tests may not be skipped: ${answer.error}`);
  noteNotRun(answer.folder, {
    spec: fileURLToPath(specUrl),
    title: 'NOT RUN, because they need an Apache Kafka',
    reason: answer.error,
  });
  return { brokers: [], describe: describe.skip as Describe };
};

const isRequired = (): boolean =>
  process.env.CI === 'true' || process.env.CADASTRE_TEST_REQUIRE_KAFKA === '1';
