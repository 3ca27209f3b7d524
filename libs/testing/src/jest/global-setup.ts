import { existsSync } from 'node:fs';
import { testRun } from './test-run.ts';

const pollMs = 25;

/**
 * Starts no server yet: a run of unit specs needs none. The first spec that wants a database asks by a file
 * in the run's folder (`testServerUrl`), and then this process, which outlives the workers, starts it.
 */
export default (): void => {
  const run = testRun();
  process.env.JEST_CADASTRE_RUN = run.folder;
  const timer = setInterval(() => {
    if (!existsSync(run.wantedFile)) return;
    clearInterval(timer);
    void run.serve();
  }, pollMs);
  timer.unref();
  run.timer = timer;
};
