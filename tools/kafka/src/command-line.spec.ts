import { expect, test } from '@jest/globals';
import { BadArguments, readCommandLine } from './command-line.ts';

test('starts one node on the usual port when nothing is said', () => {
  expect(readCommandLine([])).toEqual({ nodes: 1, port: 9092, dataFolder: '.cadastre/kafka-1' });
});

test('a cluster keeps its data apart from the single node', () => {
  expect(readCommandLine(['--nodes', '3'])?.dataFolder).toBe('.cadastre/kafka-3');
  expect(readCommandLine(['--nodes', '3', '--data', '/data'])?.dataFolder).toBe('/data');
});

test.each([[['--nodes', '2']], [['--port', 'x']], [['--port', '65535', '--nodes', '3']], [['--brokers']]])(
  'refuses %j',
  (args) => {
    expect(() => readCommandLine(args)).toThrow(BadArguments);
  },
);

test('answers a call for help', () => {
  expect(readCommandLine(['--help'])).toBeNull();
});
