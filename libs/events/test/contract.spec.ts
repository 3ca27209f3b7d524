import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import * as everything from '../src/index.ts';

const source = new URL('../src/', import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
);

test('the contract imports nothing but zod', () => {
  const foreign = files.flatMap((name) =>
    [...readFileSync(new URL(name, source), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
      .map(([, imported]) => imported as string)
      .filter((imported) => imported !== 'zod' && !imported.startsWith('.'))
      .map((imported) => `${name}: ${imported}`),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(foreign).toEqual([]);
});

test('every event is registered under its own type, in the folder of its category, and exported', () => {
  for (const [name, definition] of Object.entries(everything.eventDefinitions)) {
    const file = name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    expect(definition.type).toBe(name);
    expect(files).toContain(`${definition.category}/${file}.ts`);
    expect(everything).toHaveProperty(name, definition);
  }
});

test('isEventType knows the registered types only', () => {
  expect(everything.isEventType('SyncOpened')).toBe(true);
  expect(everything.isEventType('toString')).toBe(false);
});
