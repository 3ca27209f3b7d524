import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { counterOf, gaugeOf, type Sample } from './metrics.ts';

describe.each([
  ['a gauge', gaugeOf],
  ['a counter', counterOf],
])('%s that is asked for', (...[, figureOf]) => {
  let answer: readonly Sample[] | Error = [];
  const lines = async (labelNames: readonly string[] = []): Promise<string[]> => {
    const registry = new Registry();
    const read = (): readonly Sample[] => {
      if (answer instanceof Error) throw answer;
      return answer;
    };
    figureOf({ registry, name: 'figure', help: 'Of something', labelNames, read });
    await registry.metrics();
    return (await registry.metrics()).split('\n').filter((line) => /^figure/.test(line));
  };

  test('is what its source says, each time anew', async () => {
    answer = [{ value: 3 }];
    expect(await lines()).toEqual(['figure 3']);
    answer = [{ labels: { of: 'a' }, value: 0 }];
    expect(await lines(['of'])).toEqual(['figure{of="a"} 0']);
  });

  test.each([
    ['has nothing to say', []],
    ['is away', new Error('away')],
  ])('is missing, and not 0, while its source %s', async (...[, said]) => {
    answer = said;
    expect(await lines()).toEqual([]);
    expect(await lines(['of'])).toEqual([]);
  });
});
