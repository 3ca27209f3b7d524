import { expect, test } from '@jest/globals';
import type { CatalogObject } from '@cadastre/events';
import type { IntrospectedObject } from '@cadastre/pg-introspection';
import { decodePage, encodePage } from './page-codec.ts';

const seen = (name: string, definition: unknown): IntrospectedObject => ({
  object: {
    kind: 'schema',
    identity: { catalog: 'pg_namespace', oid: 4_294_967_295 },
    schema: null,
    name,
    qualified_name: name,
    definition,
    depends_on: [],
  } as unknown as CatalogObject,
  json: JSON.stringify(definition),
  hash: 'a'.repeat(64),
});

test.each([
  ['nothing', []],
  ['a name of two lines', [seen('one\ntwo', { comment: 'a\r\nb\u2028c' })]],
  ['names of any script', [seen('Größe 😀 "quoted"', { owner: '名' }), seen('\\n', {})]],
])('a page of %s comes back as it went', (_, page) => {
  const back = decodePage(encodePage(page));
  expect(back).toEqual(page);
  expect(JSON.stringify(back)).toBe(JSON.stringify(page));
});
