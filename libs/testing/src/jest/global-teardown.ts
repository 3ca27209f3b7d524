import { tellNotRun } from '../not-run.ts';
import { testRun } from './test-run.ts';

export default async (): Promise<void> => {
  const run = testRun();
  clearInterval(run.timer);
  const notRun = tellNotRun(run.folder, process.cwd());
  await run.stop();
  process.stderr.write(notRun);
};
