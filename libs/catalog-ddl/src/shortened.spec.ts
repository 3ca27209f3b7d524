import { expect, test } from '@jest/globals';
import { aView } from '@cadastre/testing';
import { withoutShortened } from './shortened.ts';

const note = `\n[shortened by Cadastre: 300000 characters, md5 ${'0a'.repeat(16)}]`;
const view = aView();
const cut = { ...view, definition: { ...view.definition, definition: ` SELECT 1${note}` } };

test('an object whose text was cut is not written, and that is said', () => {
  const statements = withoutShortened(cut, [`CREATE VIEW v AS SELECT 1${note};`, 'ALTER VIEW v OWNER TO o;']);
  expect(statements).toEqual([
    `-- Not written, because Cadastre keeps the beginning of it only: the view ${view.qualified_name}`,
  ]);
});

test('a part whose text was cut is left out, and the rest stays', () => {
  const statements = withoutShortened(view, [
    'CREATE VIEW v AS SELECT 1;',
    `COMMENT ON VIEW v IS 'x${note}';`,
  ]);
  expect(statements).toEqual([
    'CREATE VIEW v AS SELECT 1;',
    `-- Not written, because Cadastre keeps the beginning of it only: a part of the view ${view.qualified_name}`,
  ]);
});

test('a name cannot leave the remark', () => {
  const evil = { ...cut, qualified_name: 's.v\nDROP TABLE t;\u2028' };
  const [remark] = withoutShortened(evil, ['CREATE VIEW …;']);
  expect(remark?.split(/[\n\r\u2028]/)).toHaveLength(1);
});

test('what is whole stays as it is', () => {
  expect(withoutShortened(view, ['a', 'b'])).toEqual(['a', 'b']);
  expect(withoutShortened(cut, [])).toEqual([]);
});
