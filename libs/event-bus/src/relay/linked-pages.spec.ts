import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { storedNote } from '../../test/support/stored-note.ts';
import { TopicNames } from '../kafka/topic-names.ts';
import { LinkedPages, type PageStart, type PageToSend } from './linked-pages.ts';

const perPage = 2_000;
const start: PageStart = {
  position: 0,
  lanePositions: { integration: [0] },
  signedWith: { id: 1, secret: createSecretKey(Buffer.alloc(32)) },
};
const options = { names: new TopicNames('cadastre'), lanes: 1, laneOfKey: () => 0 };

/** A log of so many events, and where it was asked to begin. */
const given = (length: number) => {
  const asked: number[] = [];
  const pages = new LinkedPages(
    {
      readStoredLog: async ({ afterPosition, limit }) => {
        asked.push(afterPosition);
        const last = Math.min(length, afterPosition + limit);
        const events = Array.from({ length: last - afterPosition }, (_, n) =>
          storedNote(afterPosition + n + 1),
        );
        return { events, nextPosition: last, headPosition: length };
      },
    },
    options,
  );
  return { pages, asked };
};
const chained = ({ linked }: PageToSend): string[] =>
  linked.sends
    .flatMap(({ batches }) => batches.flatMap(({ messages }) => messages))
    .map(({ headers }) => String(headers?.['ce_previouspositions']));

describe('pages of the log', () => {
  test('are read ahead, each chained to the one before', async () => {
    const { pages, asked } = given(2 * perPage + 5);
    let at = start;
    const before: string[] = [];
    for (;;) {
      const page = await pages.after(at);
      if (page.nextPosition <= at.position) break;
      before.push(...chained(page));
      expect(asked.at(-1)).toBe(page.events.length === perPage ? page.nextPosition : at.position);
      at = { ...at, ...page.linked.chain };
    }
    expect(before).toEqual(Array.from({ length: 2 * perPage + 5 }, (_, n) => `integration=${n}`));
    expect(asked).toEqual([0, perPage, 2 * perPage, 2 * perPage + 5]);
  });

  test('that were read ahead are forgotten by a leader that begins there with other lanes, or signs with another key', async () => {
    const { pages, asked } = given(2 * perPage);
    const first = await pages.after(start);
    const elsewhere = { ...start, position: perPage, lanePositions: { integration: [7] } };
    expect(chained(await pages.after(elsewhere))[0]).toBe('integration=7');
    const again = await pages.after(start);
    const otherKey = { id: 2, secret: createSecretKey(Buffer.alloc(32, 1)) };
    const signed = await pages.after({ ...again.linked.chain, signedWith: otherKey });
    const [message] = signed.linked.sends[0]?.batches[0]?.messages ?? [];
    expect(String(message?.headers?.['ce_signature'])).toMatch(/^2\./);
    expect(first.events).toHaveLength(perPage);
    await pages.drain();
    expect(asked.length).toBeGreaterThanOrEqual(6);
  });

  test('are asked for as many events as the one before had bytes for, and for some more when all of them fit', async () => {
    const limits: number[] = [];
    const length = 10 * perPage;
    let mostOfPage = 300;
    const pages = new LinkedPages(
      {
        readStoredLog: async ({ afterPosition, limit }) => {
          limits.push(limit);
          const count = Math.min(limit, mostOfPage, length - afterPosition);
          const events = Array.from({ length: count }, (_, n) => storedNote(afterPosition + n + 1));
          return { events, nextPosition: afterPosition + count, headPosition: length };
        },
      },
      options,
    );
    const first = await pages.after(start);
    await pages.after({ ...start, ...first.linked.chain });
    await pages.drain();
    expect(limits).toEqual([perPage, 300, 338]);
    mostOfPage = Infinity;
    let at = start;
    for (let page = 0; page < 4; page += 1) at = { ...at, ...(await pages.after(at)).linked.chain };
    await pages.drain();
    expect(limits.slice(3)).toEqual([300, 338, 381, 429, 483]);
  });
});
