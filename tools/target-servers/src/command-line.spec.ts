import { expect, test } from '@jest/globals';
import { BadArguments, readCommandLine } from './command-line.ts';

test('starts all that are not installed anyhow when nothing is said', () => {
  expect(readCommandLine([])).toEqual({ majors: [12, 13, 14, 15, 16, 17], command: [] });
});

test('options before the command are ours, those after it are its own', () => {
  expect(readCommandLine(['--majors', '12,18', 'npm', 'test', '--majors', '13', '--ci'])).toEqual({
    majors: [12, 18],
    command: ['npm', 'test', '--majors', '13', '--ci'],
  });
  expect(readCommandLine(['psql', '--help'])).toMatchObject({ command: ['psql', '--help'] });
});

test.each([
  [['--majors', '11']],
  [['--majors', '12,12']],
  [['--majors', '']],
  [['--majors']],
  [['--version']],
])('refuses %j', (args) => {
  expect(() => readCommandLine(args)).toThrow(BadArguments);
});

test('answers a call for help', () => {
  expect(readCommandLine(['--help'])).toBeNull();
});
