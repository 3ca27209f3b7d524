import type { Constraint } from '@cadastre/events';
import type { Making } from '../ddl-writer.ts';
import { isNamed, isPartition } from './column-definitions.ts';
import { commentStatement } from './owner-and-comment.ts';
import type { AnyTable } from './relation.ts';
import { name, qualified } from '../text/quote.ts';

const isCheck = ({ type }: Constraint): boolean => type === 'check';

/** A partition has to have its parent's checks before it can be attached. */
const isOwn = (object: AnyTable, { is_local }: Constraint): boolean => is_local || isPartition(object);

const isSplit = ({ name: called }: Constraint, { split }: Making): boolean =>
  split.has(`constraints/${called}`);

/** Not-null constraints of columns that CREATE TABLE does not name. */
const isOfInheritedColumn = (object: AnyTable, constraint: Constraint): boolean =>
  constraint.type === 'not-null' &&
  constraint.is_local &&
  object.definition.columns.some(
    (column) => column.name === constraint.columns[0] && !isNamed(object, column),
  );

/** What stands between the parentheses of CREATE TABLE behind the columns. */
export const inlineConstraints = (object: AnyTable, making: Making): string[] =>
  object.definition.constraints
    .filter(
      (constraint) =>
        (isCheck(constraint) && isOwn(object, constraint) && !isSplit(constraint, making)) ||
        isOfInheritedColumn(object, constraint),
    )
    .filter(({ validated }) => validated)
    .map(({ name: called, definition }) => `CONSTRAINT ${name(called)} ${definition}`);

/** Checks of a circle, and what was never checked against the rows that were there. Children inherit these as well. */
export const separateConstraints = (object: AnyTable, making: Making): string[] =>
  object.definition.constraints
    .filter(
      (constraint) =>
        constraint.is_local &&
        ((isCheck(constraint) && isSplit(constraint, making)) ||
          ((isCheck(constraint) || constraint.type === 'not-null') && !constraint.validated)),
    )
    .flatMap((constraint) => [
      `ALTER TABLE ${qualified(object)} ADD CONSTRAINT ${name(constraint.name)} ${constraint.definition};`,
      ...commentOn(object, constraint),
    ]);

const commentOn = (object: AnyTable, { name: called, comment }: Constraint): string[] =>
  commentStatement(`CONSTRAINT ${name(called)} ON ${qualified(object)}`, comment);

/** Of the constraints that CREATE TABLE makes. */
export const inlineConstraintComments = (object: AnyTable, making: Making): string[] =>
  object.definition.constraints
    .filter(
      (constraint) =>
        (isCheck(constraint) || constraint.type === 'not-null') &&
        constraint.validated &&
        !isSplit(constraint, making),
    )
    .flatMap((constraint) => commentOn(object, constraint));

/** A partition's copies come with its parent's. */
export const foreignKeys = (object: AnyTable): string[] => {
  const isPartitioned =
    object.kind === 'partitioned-table' ||
    (object.kind === 'partition' && object.definition.partition_key !== null);
  return object.definition.constraints
    .filter(({ type, is_inherited: isInherited }) => type === 'foreign-key' && !isInherited)
    .flatMap((constraint) => [
      `ALTER TABLE ${isPartitioned ? '' : 'ONLY '}${qualified(object)} ADD CONSTRAINT ${name(constraint.name)} ${constraint.definition};`,
      ...commentOn(object, constraint),
    ]);
};
