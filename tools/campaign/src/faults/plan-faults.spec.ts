import { describe, expect, test } from '@jest/globals';
import { Random } from '../random.ts';
import { faultKinds, planFaults } from './plan-faults.ts';

const everything = { usesKafka: true, hasSmallDisk: true, stormMs: 1_800_000, only: [] };
const planOf = (seed: string, plan: Partial<typeof everything> = {}) =>
  planFaults(new Random(seed).fork('faults'), { ...everything, ...plan });

describe('a schedule of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planOf('7')).toEqual(planOf('7'));
    expect(planOf('7')).not.toEqual(planOf('8'));
  });

  test('of a shorter campaign is the beginning of that of a longer one', () => {
    const short = planOf('7', { stormMs: 300_000 });
    expect(planOf('7').slice(0, short.length)).toEqual(short);
  });

  test('has every kind once before any comes again', () => {
    const kinds = planOf('7').map(({ fault }) => fault.kind);
    expect(new Set(kinds.slice(0, faultKinds.length))).toEqual(new Set(faultKinds));
  });

  test('leaves out what the machine or the transport has not got', () => {
    const kinds = new Set(
      planOf('7', { usesKafka: false, hasSmallDisk: false }).map(({ fault }) => fault.kind),
    );
    expect([...kinds].filter((kind) => kind.startsWith('kafka') || kind === 'topic-wipe')).toEqual([]);
    expect(kinds).not.toContain('disk-full');
    expect(JSON.stringify(planOf('7', { usesKafka: false }))).not.toContain('→kafka');
  });

  test('can be of one kind only', () => {
    const kinds = planOf('7', { only: ['kill'] as never }).map(({ fault }) => fault.kind);
    expect(new Set(kinds)).toEqual(new Set(['kill']));
  });
});
