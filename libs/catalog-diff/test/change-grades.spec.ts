import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { objectKinds } from '@cadastre/events';
import { diffObjects } from '../src/diff-objects.ts';
import { statesOf } from './arbitrary-objects.ts';

const page = readFileSync(new URL('../../../docs/change-grades.md', import.meta.url), 'utf8');
const headers = [...page.matchAll(/^\| change +\|(.*)\|$/gm)];
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const documented = rows.map((row) => /^\| `([a-z-]+)`/.exec(row)?.[1] as string);

const source = new URL('../src/kinds/', import.meta.url);
const code = readdirSync(source)
  .filter((name) => !name.endsWith('.spec.ts'))
  .map((name) => readFileSync(new URL(name, source), 'utf8'))
  .join('\n');

const seen = new Map<string, Set<string>>();
for (const kind of objectKinds) {
  for (const { before, after } of fc.sample(statesOf(kind), { seed: 20260105, numRuns: 150 })) {
    for (const { change, grade } of diffObjects(before, after).changes) {
      seen.set(change, (seen.get(change) ?? new Set()).add(grade));
    }
  }
}

/** The grades that a row speaks of: its header names the columns, and an empty cell is a grade it never gets. */
const gradesOf = (name: string): string[] => {
  const row = rows[documented.indexOf(name)] ?? '';
  const at = page.indexOf(row);
  const header = headers.filter(({ index }) => index < at).at(-1)?.[1] ?? '';
  const cells = row
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
  const titles = header.split('|').map((cell) => cell.trim());
  if (titles[0] === 'grade') return [cells[0] ?? ''];
  return titles.filter((_, column) => cells[column] !== '');
};

test('the page on grades has every change that there is, once', () => {
  expect(documented).toEqual([...new Set(documented)]);
  expect(documented).toEqual(expect.arrayContaining([...seen.keys()]));
});

test('the page on grades has no change that there is not', () => {
  const fates = ['added', 'dropped', 'renamed'];
  const isMade = (name: string) => {
    const [noun = '', fate = ''] = [name.slice(0, name.lastIndexOf('-')), name.split('-').at(-1)];
    return code.includes(`'${name}'`) || (fates.includes(fate) && code.includes(`noun: '${noun}'`));
  };
  expect(documented.filter((name) => !isMade(name) && name !== 'kind-changed')).toEqual([]);
});

test.each([...seen])('the page tells of the grades that %s was seen to get', (name, grades) => {
  expect(gradesOf(name)).toEqual(expect.arrayContaining([...grades]));
});
