import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { answerCommandLine } from './command-line.ts';

const program = {
  command: 'npm start',
  about: 'Runs everything.',
  environment: z.object({
    CADASTRE_HTTP_PORT: z.string().meta({ description: 'Where it listens.', example: '3000' }),
  }),
};

test('without arguments the program goes on', () => {
  expect(answerCommandLine(program, [])).toBeNull();
});

test.each(['--help', '-h'])('%s lists every setting and starts nothing', (flag) => {
  const answer = answerCommandLine(program, [flag]);
  expect(answer?.exitCode).toBe(0);
  expect(answer?.text).toContain('Where it listens.');
  expect(answer?.text).toContain('CADASTRE_HTTP_PORT=3000');
});

test('--version is the version and nothing else', () => {
  expect(answerCommandLine(program, ['--version'])?.text).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('anything else is a mistake that says where settings go', () => {
  const answer = answerCommandLine(program, ['--port=4000']);
  expect(answer?.exitCode).toBe(1);
  expect(answer?.text).toContain('"--port=4000"');
  expect(answer?.text).toContain('npm start -- --help');
});
