import { canonicalJson, type CatalogChange, type ChangeGrade } from '@cadastre/events';

export type Pair<T> = { readonly before: T; readonly after: T };

/** Where a value stands in its definition, and what people call the part that it is in. */
export type Place = { readonly path: readonly string[]; readonly part: string | null };

/** The changes from one value to another. */
export type Differ<T> = (values: Pair<T>, place: Place) => CatalogChange[];

/** The changes of one field; it sees the whole object before and after as well, for the grade may depend on it. */
export type FieldDiffer<Value, Owner> = (
  values: Pair<Value>,
  owners: Pair<Owner>,
  place: Place,
) => CatalogChange[];

/** One differ for each field of `T`: a field without one does not compile. */
export type FieldDiffers<T> = { readonly [Field in keyof T]: FieldDiffer<T[Field], T> };

/** A grade, or how it follows from the values and the objects that hold them. */
export type Grading<Value, Owner> = ChangeGrade | ((values: Pair<Value>, owners: Pair<Owner>) => ChangeGrade);

/** A fixed name, or one that says the direction: `column-not-null-added`. */
export type Naming<Value> = string | ((values: Pair<Value>) => string);

export const gradeOf = <Value, Owner>(
  grading: Grading<Value, Owner>,
  values: Pair<Value>,
  owners: Pair<Owner>,
): ChangeGrade => (typeof grading === 'function' ? grading(values, owners) : grading);

export const isSame = (a: unknown, b: unknown): boolean => a === b || canonicalJson(a) === canonicalJson(b);

/** A field that changes as a whole. */
export const field =
  <Value extends CatalogChange['before'], Owner>(
    naming: Naming<Value>,
    grading: Grading<Value, Owner>,
  ): FieldDiffer<Value, Owner> =>
  (values, owners, { path, part }) => {
    const { before, after } = values;
    if (isSame(before, after)) return [];
    const change = typeof naming === 'function' ? naming(values) : naming;
    return [{ change, path: [...path], part, before, after, grade: gradeOf(grading, values, owners) }];
  };

/** What two sides of a comparison agree on by definition: the number or name under which they were paired. */
export const identity = (): CatalogChange[] => [];

/** Compares field by field, in the order in which the differs are written. */
export const fields =
  <T>(differs: FieldDiffers<T>): Differ<T> =>
  (objects, { path, part }) => {
    const changesOf = <Field extends keyof T & string>(name: Field): CatalogChange[] =>
      differs[name]({ before: objects.before[name], after: objects.after[name] }, objects, {
        path: [...path, name],
        part,
      });
    return (Object.keys(differs) as (keyof T & string)[]).flatMap(changesOf);
  };

/** A field that is an object or nothing: compared inside where it is on both sides. */
export const optional =
  <Value, Owner>(
    whole: FieldDiffer<Value | null, Owner>,
    inside: Differ<Value>,
  ): FieldDiffer<Value | null, Owner> =>
  (values, owners, place) => {
    const { before, after } = values;
    return before === null || after === null
      ? whole(values, owners, place)
      : inside({ before, after }, place);
  };
