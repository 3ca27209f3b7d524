import type { Constraint, Index, Trigger } from '@cadastre/events';

/**
 * `pg_get_*def` prints names and flags that have a field of their own. These are the rest of the text: what changed
 * when nothing else did. They serve grades and the recognition of renames only, so a name that looks like a keyword
 * costs a grade, never a wrong change.
 */

const flags = [' NOT VALID', ' INITIALLY DEFERRED', ' INITIALLY IMMEDIATE', ' NOT DEFERRABLE', ' DEFERRABLE'];

/** Without what `deferrable`, `initially_deferred` and `validated` say. */
export const constraintSubstance = ({ definition }: Constraint): string => {
  let rest = definition;
  for (;;) {
    const flag = flags.find((suffix) => rest.endsWith(suffix));
    if (flag === undefined) return rest;
    rest = rest.slice(0, -flag.length);
  }
};

/** From the method on: without the names of the index and its relation. */
export const indexSubstance = ({ definition }: Index): string => after(definition, ' USING ');

/** The events with their columns, and everything from the level on: without the names of trigger and relation. */
export const triggerSubstance = ({ definition, timing }: Trigger): string => {
  const firing = after(definition, ` ${timing.replace('-', ' ').toUpperCase()} `);
  const on = firing.indexOf(' ON ');
  return `${on < 0 ? firing : firing.slice(0, on)} ${after(firing, ' FOR EACH ')}`;
};

const after = (text: string, mark: string): string => {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(at + mark.length);
};
