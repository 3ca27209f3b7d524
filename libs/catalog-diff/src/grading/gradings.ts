import type { ChangeGrade } from '@cadastre/events';
import type { Pair } from '../comparing/differ.ts';
import { isWidening } from './type-widening.ts';

/** Adding is a gift, taking away or replacing is not. */
export const additiveWhenNew = ({ before }: Pair<unknown>): ChangeGrade =>
  before === null ? 'additive' : 'breaking';

export const breakingWhenTrue = ({ after }: Pair<boolean>): ChangeGrade => (after ? 'breaking' : 'additive');

export const breakingWhenFalse = ({ after }: Pair<boolean>): ChangeGrade => (after ? 'additive' : 'breaking');

export const byWidening = ({ before, after }: Pair<string>): ChangeGrade =>
  isWidening(before, after) ? 'additive' : 'breaking';

/** A closed list in the order in which it gets better for those who use the object. */
export const byRank =
  <Value extends string>(...ranks: readonly Value[]) =>
  ({ before, after }: Pair<Value>): ChangeGrade =>
    ranks.indexOf(after) > ranks.indexOf(before) ? 'additive' : 'breaking';

/** Nothing taken away from a list. */
export const byInclusion = <Item>(isSame: (a: Item, b: Item) => boolean) => {
  return ({ before, after }: Pair<readonly Item[]>): ChangeGrade =>
    before.every((item) => after.some((other) => isSame(item, other))) ? 'additive' : 'breaking';
};
