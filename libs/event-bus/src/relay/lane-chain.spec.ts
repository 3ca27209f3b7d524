import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { StoredEvent } from '@cadastre/events';
import { storedNote } from '../../test/support/stored-note.ts';
import { largestEventBytes } from '../kafka/message-limits.ts';
import { TopicNames } from '../kafka/topic-names.ts';
import { linkPage, type LinkedPage } from './lane-chain.ts';

const mebibyte = 1024 * 1024;
const options = {
  names: new TopicNames('cadastre'),
  lanes: 2,
  laneOfKey: (key: string) => (key.startsWith('a') ? 0 : 1),
  signedWith: { id: 1, secret: createSecretKey(Buffer.alloc(32)) },
};
const event = (position: number, owner: 'a' | 'b', bytes = 100, category = 'integration'): StoredEvent =>
  storedNote(position, { streamId: `${category}-${owner}`, data: JSON.stringify('x'.repeat(bytes - 2)) });
const link = (...events: StoredEvent[]): LinkedPage =>
  linkPage({ position: 10, lanePositions: { integration: [10, 8] } }, { events, nextPosition: 20 }, options);
/** Each message's position, and those that it names before itself. */
const chained = ({ sends }: LinkedPage): string[] =>
  sends
    .flatMap(({ batches }) => batches.flatMap(({ messages }) => messages))
    .map(({ headers }) => [headers?.['ce_previouspositions'], headers?.['ce_position']].join(' < '));

describe('a page of the log', () => {
  test('names before each event the one before it in its lane', () => {
    const page = link(event(11, 'a'), event(12, 'b'), event(14, 'a'));
    expect(chained(page)).toEqual(['integration=10 < 11', 'integration=8 < 12', 'integration=11 < 14']);
    expect(page.chain).toEqual({ position: 20, lanePositions: { integration: [14, 12] } });
  });

  test('leaves out what no topic can hold, and whoever reads the next event of the lane sees the gap', () => {
    const page = link(event(11, 'a'), event(12, 'a', largestEventBytes + 1), event(13, 'b'), event(14, 'a'));
    expect(page.leftOut.map(({ position }) => position)).toEqual([12]);
    expect(chained(page)).toEqual(['integration=10 < 11', 'integration=8 < 13', 'integration=12 < 14']);
  });

  test('that ends with such an event says so in the position of the lane', () => {
    const page = link(event(12, 'a', largestEventBytes + 1));
    expect([page.sends, page.chain.lanePositions]).toEqual([[], { integration: [12, 8] }]);
  });

  test('says so by category, for consumers that read the topics of some; of one that it meets first it knows this page', () => {
    const page = link(
      event(11, 'a'),
      event(12, 'a', 9, 'catalog'),
      event(13, 'a'),
      event(14, 'b', 9, 'catalog'),
    );
    expect(chained(page)).toEqual([
      'integration=10 < 11',
      'integration=11,catalog=12 < 13',
      'integration=11 < 12',
      'integration=8,catalog=10 < 14',
    ]);
    expect(page.chain.lanePositions).toEqual({ integration: [13, 8], catalog: [12, 14] });
  });

  test('does not name a category that a header cannot hold', () => {
    const page = link(event(11, 'a', 9, 'Odd,=1'), event(12, 'a'));
    expect([chained(page), page.leftOut.length]).toEqual([['integration=10 < 12'], 1]);
  });

  test('is sent in requests of a few mebibytes', () => {
    const page = link(...[11, 12, 13, 14, 15].map((position) => event(position, 'a', 1.5 * mebibyte)));
    expect(page.sends.map(({ messages }) => messages)).toEqual([2, 2, 1]);
  });
});
