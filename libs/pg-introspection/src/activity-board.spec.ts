import { expect, test } from '@jest/globals';
import { ActivityBoard } from './activity-board.ts';

test('tells what moved since it was last asked', () => {
  const board = new ActivityBoard();
  expect(board.start('relations', 10)).toMatchObject({ state: 'started', items: 0, total: 10 });
  board.start('columns', null);
  board.add('relations', 3);
  board.add('relations', 2);
  expect(board.progress()).toEqual([
    { type: 'activity', activity: 'relations', state: 'running', items: 5, total: 10 },
  ]);
  expect(board.progress()).toEqual([]);
  board.add('columns', 1);
  expect(board.complete('relations')).toMatchObject({ state: 'completed', items: 5, total: 5 });
  expect(board.progress()).toMatchObject([{ activity: 'columns', items: 1, total: null }]);
});
