import type { DefinitionOf } from '@cadastre/events';
import { field, fields, isSame } from '../comparing/differ.ts';
import { breakingWhenFalse, byInclusion, byRank } from '../grading/gradings.ts';
import { commonFields, ownerlessFields } from './common-fields.ts';

type Cast = DefinitionOf<'cast'>;
type Family = DefinitionOf<'operator-family'>;

/** The more often PostgreSQL casts by itself, the more statements are accepted. */
const byContext = byRank<Cast['context']>('explicit', 'assignment', 'implicit');

export const cast = fields<Cast>({
  ...ownerlessFields,
  source: field('cast-source-changed', 'breaking'),
  target: field('cast-target-changed', 'breaking'),
  method: field('cast-method-changed', 'breaking'),
  function: field('cast-function-changed', 'breaking'),
  context: field('cast-context-changed', byContext),
});

/** Hashing and merging are speed; where one of them goes, no plan may use it any more. */
export const operator = fields<DefinitionOf<'operator'>>({
  ...commonFields,
  left: field('operator-left-changed', 'breaking'),
  right: field('operator-right-changed', 'breaking'),
  result: field('operator-result-changed', 'breaking'),
  function: field('operator-function-changed', 'breaking'),
  commutator: field('operator-commutator-changed', 'cosmetic'),
  negator: field('operator-negator-changed', 'cosmetic'),
  restriction_estimator: field('operator-restriction-estimator-changed', 'cosmetic'),
  join_estimator: field('operator-join-estimator-changed', 'cosmetic'),
  hashes: field('operator-hashing-changed', breakingWhenFalse),
  merges: field('operator-merging-changed', breakingWhenFalse),
});

const memberFields = {
  method: field<string, unknown>('index-method-of-family-changed', 'breaking'),
  operators: field<Family['operators'], unknown>('family-operators-changed', byInclusion(isSame)),
  functions: field<Family['functions'], unknown>('family-functions-changed', byInclusion(isSame)),
};

export const operatorFamily = fields<Family>({ ...commonFields, ...memberFields });

/** As the default it serves indexes that name no class. */
export const operatorClass = fields<DefinitionOf<'operator-class'>>({
  ...commonFields,
  ...memberFields,
  family: field('operator-class-family-changed', 'breaking'),
  input_type: field('operator-class-input-type-changed', 'breaking'),
  storage_type: field('operator-class-storage-type-changed', 'breaking'),
  is_default: field('operator-class-default-changed', breakingWhenFalse),
});

/** Another handler of the same sort is another implementation of the same promise. */
export const accessMethod = fields<DefinitionOf<'access-method'>>({
  ...ownerlessFields,
  method_type: field('access-method-type-changed', 'breaking'),
  handler: field('access-method-handler-changed', 'additive'),
});
