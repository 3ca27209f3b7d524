import { afterEach, expect, test } from '@jest/globals';
import { noteNotRun, tellNotRun } from './not-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder('not-run');
afterEach(() => folder.remove());

test('the end of a run says once, under what they lacked, which specs were not tried', () => {
  expect(tellNotRun(folder.path, '/clone')).toBe('');
  const kafka = { title: 'NOT RUN, because they need Kafka', reason: 'No java' };
  noteNotRun(folder.path, { ...kafka, spec: '/clone/b.spec.ts' });
  noteNotRun(folder.path, { ...kafka, spec: '/clone/a.spec.ts' });
  noteNotRun(folder.path, { ...kafka, spec: '/clone/a.spec.ts' });
  noteNotRun(folder.path, { title: 'NOT RUN on 12', reason: 'Try x', spec: '/clone/a.spec.ts' });
  expect(tellNotRun(folder.path, '/clone')).toBe(`
NOT RUN on 12:
  a.spec.ts
Try x

NOT RUN, because they need Kafka:
  a.spec.ts
  b.spec.ts
No java
`);
});
