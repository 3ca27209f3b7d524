import { describe, expect, test } from '@jest/globals';
import { categoriesOf } from './event-registry.ts';

describe('where events are', () => {
  test('follows from their types', () => {
    expect(categoriesOf(['SyncOpened', 'SyncClosed'])).toEqual(['integration']);
    expect(categoriesOf(['ObjectDropped', 'SyncOpened'])).toEqual(['integration', 'catalog']);
    expect(categoriesOf([])).toEqual([]);
  });

  test('is anywhere for a type that this release does not know', () => {
    expect(categoriesOf(['SyncOpened', 'NoteTaken'])).toEqual(['integration', 'sync', 'catalog']);
  });
});
