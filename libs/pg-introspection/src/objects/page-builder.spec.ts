import { expect, test } from '@jest/globals';
import type { IntrospectedObject } from './finish-object.ts';
import { PageBuilder } from './page-builder.ts';

const anObject = (json: string): IntrospectedObject =>
  ({ object: {}, hash: '', json }) as unknown as IntrospectedObject;

test('ends a page by number', () => {
  const builder = new PageBuilder();
  const pages = Array.from({ length: 250 }, () => builder.add(anObject('{}'))).filter(
    (page) => page !== null,
  );
  expect(pages.map((page) => page.length)).toEqual([100, 100]);
  expect(builder.take()).toHaveLength(50);
  expect(builder.take()).toBeNull();
});

test('ends a page by size: wide tables make short pages', () => {
  const builder = new PageBuilder();
  const wide = anObject('x'.repeat(400_000));
  expect(builder.add(wide)).toBeNull();
  expect(builder.add(wide)).toBeNull();
  expect(builder.add(wide)).toHaveLength(3);
});
