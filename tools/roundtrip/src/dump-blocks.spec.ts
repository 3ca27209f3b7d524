import { expect, test } from '@jest/globals';
import { compareDumps } from './compare-dumps.ts';
import { dumpBlocks } from './dump-blocks.ts';
import { isWithheld } from './withheld.ts';

const block = (heading: string, body: string): string => `--\n-- Name: ${heading}\n--\n\n${body}\n\n`;
const table = (name: string, columns: string): string =>
  block(`${name}; Type: TABLE; Schema: s; Owner: o`, `CREATE TABLE s.${name} (\n${columns}\n);`);
const head = `SET default_tablespace = '';\n`;

test('entries are equal in any order, and differ when columns stand in another', () => {
  const original = dumpBlocks(head + table('a', '    x int,\n    y int') + table('b', '    z int'));
  const shuffled = dumpBlocks(head + table('b', '    z int') + table('a', '    x int,\n    y int'));
  expect(compareDumps(original, shuffled)).toEqual([]);
  const swapped = dumpBlocks(head + table('a', '    y int,\n    x int') + table('b', '    z int'));
  expect(compareDumps(original, swapped).map(({ heading }) => heading)).toEqual([
    'a; Type: TABLE; Schema: s; Owner: o',
  ]);
});

test('an entry that is missing, too many or twice is a difference', () => {
  const one = dumpBlocks(table('a', 'x int'));
  expect(compareDumps(one, [])).toHaveLength(1);
  expect(compareDumps([], one)).toHaveLength(1);
  expect(compareDumps(one, [...one, ...one])).toHaveLength(1);
});

test('a tablespace that is set before an entry belongs to it', () => {
  const here = dumpBlocks(head + table('a', 'x int'));
  const there = dumpBlocks(`SET default_tablespace = fast;\n${table('a', 'x int')}`);
  expect(compareDumps(here, there)).toHaveLength(1);
});

test('what lacks only a credential is withheld, and anything else is a difference', () => {
  const server = (options: string): string =>
    block('s; Type: SERVER; Schema: -; Owner: o', `CREATE SERVER s OPTIONS (\n${options}\n);`);
  const original = dumpBlocks(server(`    host 'h',\n    password 'x'`));
  const [withheld] = compareDumps(original, dumpBlocks(server(`    host 'h'`)));
  const [other] = compareDumps(original, dumpBlocks(server(`    host 'i'`)));
  expect([withheld && isWithheld(withheld), other && isWithheld(other)]).toEqual([true, false]);
});
