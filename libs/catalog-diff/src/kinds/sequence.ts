import type { ChangeGrade, DefinitionOf } from '@cadastre/events';
import { field, fields, type Pair } from '../comparing/differ.ts';
import { breakingWhenFalse, byWidening } from '../grading/gradings.ts';
import { commonFields } from './common-fields.ts';
import { persistence } from './tables.ts';

/** Decimal strings that may exceed 2^53. */
const asInteger = (text: string): bigint | null => (/^-?\d+$/.test(text) ? BigInt(text) : null);

const byBound =
  (isWider: (before: bigint, after: bigint) => boolean) =>
  ({ before, after }: Pair<string>): ChangeGrade => {
    const [from, to] = [asInteger(before), asInteger(after)];
    return from !== null && to !== null && isWider(from, to) ? 'additive' : 'breaking';
  };

export const sequence = fields<DefinitionOf<'sequence'>>({
  ...commonFields,
  persistence,
  data_type: field('sequence-type-changed', byWidening),
  start: field('sequence-start-changed', 'cosmetic'),
  /** Clients that take numbers in blocks count on it. */
  increment: field('sequence-increment-changed', 'breaking'),
  minimum: field(
    'sequence-minimum-changed',
    byBound((before, after) => after < before),
  ),
  maximum: field(
    'sequence-maximum-changed',
    byBound((before, after) => after > before),
  ),
  cache: field('sequence-cache-changed', 'cosmetic'),
  cycles: field('sequence-cycles-changed', breakingWhenFalse),
  is_identity: field('sequence-identity-changed', 'cosmetic'),
  identity_kind: field('sequence-identity-changed', 'cosmetic'),
  owned_by: field('sequence-ownership-changed', 'cosmetic'),
});
