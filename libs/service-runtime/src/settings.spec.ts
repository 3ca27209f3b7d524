import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { SettingsInvalid, describeSettings, readSettings } from './settings.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.object({
  CADASTRE_PORT: z.coerce
    .number('must be a number')
    .default(3000)
    .meta({ description: 'Where to listen.', example: '3000' }),
  CADASTRE_SECRET: z.string({ error: 'is required' }),
});
const problemsOf = (environment: Record<string, string>): string[] => {
  try {
    readSettings(schema, environment);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsInvalid)) throw error;
    return error.problems.map(({ name, reason }) => `${name} ${reason}`);
  }
};

describe('settings', () => {
  test('are read by name, with defaults; other variables are none of ours', () => {
    expect(readSettings(schema, { CADASTRE_SECRET: 'x', PATH: '/bin' })).toEqual({
      CADASTRE_PORT: 3000,
      CADASTRE_SECRET: 'x',
    });
  });

  test('are all reported at once, by name and never by value', () => {
    const problems = problemsOf({ CADASTRE_PORT: 'CANARY-1', CADASTRE_SECRT: 'CANARY-2' });
    expect(problems).toEqual([
      'CADASTRE_SECRT is not a setting of Cadastre; see .env.example for those there are',
      'CADASTRE_PORT must be a number',
      'CADASTRE_SECRET is required',
    ]);
    expect(problems.join()).not.toContain('CANARY');
  });

  test('may come from a file, whose last line break is not part of the secret', () => {
    const file = path.join(folder, 'secret');
    writeFileSync(file, 'from a file\n');
    expect(readSettings(schema, { CADASTRE_SECRET_FILE: file }).CADASTRE_SECRET).toBe('from a file');
  });

  test('name the file that cannot be read, and refuse a value given twice', () => {
    expect(problemsOf({ CADASTRE_SECRET_FILE: path.join(folder, 'missing') })[0]).toMatch(
      /^CADASTRE_SECRET_FILE .*ENOENT/,
    );
    const file = path.join(folder, 'secret');
    expect(problemsOf({ CADASTRE_SECRET: 'y', CADASTRE_SECRET_FILE: file })).toEqual([
      'CADASTRE_SECRET is set twice: by itself and by CADASTRE_SECRET_FILE',
    ]);
  });

  test('describe themselves for .env.example', () => {
    expect(describeSettings(schema)).toContain('# Where to listen.\n#CADASTRE_PORT=3000\n');
  });
});
