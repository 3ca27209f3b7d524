import path from 'node:path';
import { testRun } from './test-run.ts';

export default async (): Promise<void> => {
  const run = testRun();
  clearInterval(run.timer);
  const { specs, reason } = run.notRun();
  await run.stop();
  if (specs.length === 0) return;
  const files = specs.map((spec) => `  ${path.relative(process.cwd(), spec)}\n`).join('');
  process.stderr.write(`\nNOT RUN, because they need an Apache Kafka:\n${files}${reason}\n`);
};
