import { field, type FieldDiffer } from '../comparing/differ.ts';

/** What every object has. */
export const commonFields = {
  owner: field('owner-changed', 'cosmetic'),
  comment: field('comment-changed', 'cosmetic'),
  extension: field('extension-membership-changed', 'cosmetic'),
} as const satisfies {
  owner: FieldDiffer<string, unknown>;
  comment: FieldDiffer<string | null, unknown>;
  extension: FieldDiffer<string | null, unknown>;
};
