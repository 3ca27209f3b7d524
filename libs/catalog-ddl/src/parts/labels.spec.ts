import { expect, test } from '@jest/globals';
import { dependsOnStatements } from './extension-dependencies.ts';
import { labelStatements } from './labels.ts';

test('a label is told with its provider, and what stands in it is quoted', () => {
  expect(labelStatements('TABLE shop.orders', [{ provider: 'dummy', label: "it's" }])).toEqual([
    "SECURITY LABEL FOR dummy ON TABLE shop.orders IS 'it''s';",
  ]);
});

test('rows of a release that knew neither labels nor dependencies have none', () => {
  expect(labelStatements('TABLE shop.orders', undefined)).toEqual([]);
  expect(dependsOnStatements('FUNCTION shop.total()', undefined)).toEqual([]);
});
