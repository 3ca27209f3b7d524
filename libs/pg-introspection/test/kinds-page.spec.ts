import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { objectKinds } from '@cadastre/events';
import { expectedObjects, fixtures } from './support/fixture-database.ts';

const page = readFileSync(new URL('../../../docs/introspection.md', import.meta.url), 'utf8');
const [header = '', ...lines] = page
  .slice(page.indexOf('| kind '))
  .split('\n\n', 1)
  .flatMap((table) => table.split('\n'));

const specOf = (name: string): string =>
  readFileSync(new URL(`./integration/${name}`, import.meta.url), 'utf8');

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const rows = lines.slice(1).map((line) => {
  const [kind = '', ...cells] = cellsOf(line);
  return { kind, majors: cells.slice(0, 7), shownBy: (cells[7] ?? '').match(/(?<=`)[\w.-]+(?=`)/g) ?? [] };
});

describe('the table of kinds and versions', () => {
  test('has a column for every version, and a row for every kind, once', () => {
    expect(cellsOf(header).slice(1, 8)).toEqual(['12', '13', '14', '15', '16', '17', '18']);
    expect(rows.map(({ kind }) => kind).sort()).toEqual([...objectKinds].sort());
  });

  test.each(rows)('names what shows $kind, and that holds one', ({ kind, majors, shownBy }) => {
    expect(majors).toEqual(Array(7).fill('r d w'));
    expect(shownBy).not.toEqual([]);
    for (const name of shownBy) {
      // A spec of its own stands in for a fixture where what is made is not to be left behind in a database.
      if (name.endsWith('.spec.ts')) expect(specOf(name)).toContain(`'${kind}'`);
      else {
        expect(fixtures.map((fixture) => fixture.name)).toContain(name);
        expect(expectedObjects(name)).toContainEqual(expect.objectContaining({ kind }));
      }
    }
  });

  test('leaves out no fixture that was made for a kind', () => {
    const named = new Set(rows.flatMap(({ shownBy }) => shownBy));
    // What these two show belongs to objects of every kind, and is told below the table.
    const ofAllKinds = ['extension-dependency', 'security-label'];
    const missing = fixtures.filter(({ name }) => !named.has(name) && !ofAllKinds.includes(name));
    expect(missing).toEqual([]);
  });
});
