import { testRun } from './test-run.ts';

const pollMs = 25;

/**
 * Starts no server yet: a run of unit specs needs none. The first spec that wants one asks by a file in the run's
 * folder (`askTestServer`), and then this process, which outlives the workers, starts it.
 */
export default (): void => {
  const run = testRun();
  process.env.JEST_CADASTRE_RUN = run.folder;
  const timer = setInterval(() => run.serveWanted(), pollMs);
  timer.unref();
  run.timer = timer;
};
