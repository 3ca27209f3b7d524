import { expect, test } from '@jest/globals';
import { ServedLanes } from './served-lanes.ts';

const served = (): ServedLanes => {
  const lanes = new ServedLanes({ roomPerLane: 10, roomBytes: 1e6, holeMs: 250, tailMs: 2_000 });
  lanes.assign([0, 1]);
  lanes.moved(
    new Map([
      [0, 0],
      [1, 0],
    ]),
  );
  return lanes;
};
const relayed = { position: 900, lanePositions: [900, 0] };

test('a lane of which no message comes is filled after a while, and then to its end without waiting again', () => {
  const lanes = served();
  expect([...lanes.lacking(relayed, 10_000)]).toEqual([]);
  expect([...lanes.lacking(relayed, 11_999)]).toEqual([]);
  const before = lanes.lacking(relayed, 12_000);
  expect([...before]).toEqual([[0, 0]]);
  lanes.moved(new Map([[0, 500]]));
  lanes.goOn(before);
  const next = lanes.lacking(relayed, 12_001);
  expect([...next]).toEqual([[0, 500]]);
  lanes.moved(new Map([[0, 900]]));
  lanes.goOn(next);
  expect([...lanes.lacking(relayed, 12_002)]).toEqual([]);
  // What is relayed from now on is waited for as before.
  const later = { position: 950, lanePositions: [950, 0] };
  expect([...lanes.lacking(later, 12_003)]).toEqual([]);
});

test('one that could not be filled waits like any other', () => {
  const lanes = served();
  lanes.lacking(relayed, 10_000);
  const before = lanes.lacking(relayed, 12_000);
  lanes.moved(new Map([[1, 900]]));
  lanes.goOn(before);
  lanes.moved(new Map([[0, 1]]));
  expect([...lanes.lacking(relayed, 12_001)]).toEqual([]);
});
