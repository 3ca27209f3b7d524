import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Each plant is a file that breaks one rule of the house; lint must name that rule. */
const plants = [
  {
    title: 'a domain that imports a driver',
    project: 'libs/integration',
    code: `import 'pg';`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'a domain that imports an adapter',
    project: 'libs/catalog-diff',
    code: `import type { EventStore } from '@cadastre/event-store';\nexport type Planted = EventStore;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'an adapter that imports an adapter',
    project: 'libs/projections',
    code: `import { EventStore } from '@cadastre/event-store';\nexport const planted = EventStore;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'an adapter that imports Nest',
    project: 'libs/event-store',
    code: `import { Injectable } from '@nestjs/common';\nexport const planted = Injectable;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'a contract that imports a util',
    project: 'libs/events',
    code: `import { AppError } from '@cadastre/errors';\nexport const planted = AppError;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'test code in production',
    project: 'libs/leased-jobs',
    code: `import { createTestDatabase } from '@cadastre/testing';\nexport const planted = createTestDatabase;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'an app that imports an app',
    project: 'apps/sync-worker',
    code: `import * as api from '@cadastre/integration-api';\nexport const planted = api;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    title: 'a socket outside the door to targets',
    project: 'libs/pg-introspection',
    code: `import { connect } from 'node:net';\nexport const planted = connect;`,
    rule: 'no-restricted-imports',
  },
  {
    title: 'a setting read outside config.ts',
    project: 'apps/sync-worker',
    code: `export const planted = process.env['HOME'];`,
    rule: 'no-restricted-properties',
  },
  {
    title: 'a function with five parameters',
    project: 'libs/events',
    code: `export const planted = (a: 1, b: 1, c: 1, d: 1, e: 1): number[] => [a, b, c, d, e];`,
    rule: 'max-params',
  },
] as const;

const fileOf = (index: number): string =>
  path.join(plants[index]?.project ?? '', 'src', `planted-violation-${index}.ts`);
const found = new Map<string, string[]>();

const run = (command: string, args: string[]) =>
  spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
    maxBuffer: 64 * 2 ** 20,
  });

beforeAll(() => {
  plants.forEach(({ code }, index) => writeFileSync(path.join(root, fileOf(index)), `${code}\n`));
  // The boundary rule is silent without a cached project graph: this makes one.
  const graph = run('npx', ['nx', 'show', 'projects']);
  if (graph.status !== 0) throw new Error(graph.stderr);
  const lint = run('npx', ['eslint', '--format', 'json', ...plants.map((_, index) => fileOf(index))]);
  const results = JSON.parse(lint.stdout) as { filePath: string; messages: { ruleId: string }[] }[];
  for (const { filePath, messages } of results) {
    found.set(
      path.relative(root, filePath),
      messages.map(({ ruleId }) => ruleId),
    );
  }
}, 180_000);

afterAll(() => plants.forEach((_, index) => rmSync(path.join(root, fileOf(index)), { force: true })));

describe('lint refuses', () => {
  test.each(plants.map((plant, index) => ({ ...plant, index })))('$title', ({ index, rule }) => {
    expect(found.get(fileOf(index))).toContain(rule);
  });
});
