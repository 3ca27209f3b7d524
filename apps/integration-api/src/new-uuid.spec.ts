import { expect, test } from '@jest/globals';
import { validate, version } from 'uuid';
import { newUuid } from './new-uuid.ts';

test('ids differ, also beyond what was drawn at once, and tell their time', () => {
  const before = Date.now();
  const ids = Array.from({ length: 1_000 }, newUuid);
  const after = Date.now();
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(validate(id) && version(id)).toBe(7);
    const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(after);
  }
});
