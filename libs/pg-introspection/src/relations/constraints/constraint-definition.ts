import type { QuoteIdentifier } from '../../text/identifiers.ts';

/** What `pg_get_constraintdef` prints from. */
export type ConstraintParts = {
  type: 'primary-key' | 'unique' | 'foreign-key' | 'not-null';
  columns: readonly string[];
  include: readonly string[];
  nullsNotDistinct: boolean;
  referenced: { schema: string; name: string; columns: readonly string[] } | null;
  onUpdate: string;
  onDelete: string;
  match: string;
  isDeferrable: boolean;
  isDeferred: boolean;
  isValidated: boolean;
  isNoInherit: boolean;
};

const matches: Readonly<Record<string, string>> = { f: ' MATCH FULL', p: ' MATCH PARTIAL' };
const actions: Readonly<Record<string, string>> = {
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

const action = (event: string, code: string): string => {
  const words = actions[code];
  return words === undefined ? '' : ` ON ${event} ${words}`;
};

/**
 * The text of a constraint without expressions, exactly as `pg_get_constraintdef` prints it. That function takes the
 * target 9 µs a constraint, and this nothing; a test compares the two for every fixture.
 */
export const constraintDefinition = (parts: ConstraintParts, quote: QuoteIdentifier): string =>
  [
    head(parts, quote),
    parts.isNoInherit && parts.type === 'not-null' ? ' NO INHERIT' : '',
    parts.isDeferrable ? ' DEFERRABLE' : '',
    parts.isDeferred ? ' INITIALLY DEFERRED' : '',
    parts.isValidated ? '' : ' NOT VALID',
  ].join('');

const head = (parts: ConstraintParts, quote: QuoteIdentifier): string => {
  const columns = parts.columns.map(quote).join(', ');
  const include = parts.include.length === 0 ? '' : ` INCLUDE (${parts.include.map(quote).join(', ')})`;
  switch (parts.type) {
    case 'primary-key':
      return `PRIMARY KEY (${columns})${include}`;
    case 'unique':
      return `UNIQUE ${parts.nullsNotDistinct ? 'NULLS NOT DISTINCT ' : ''}(${columns})${include}`;
    case 'not-null':
      return `NOT NULL ${columns}`;
    case 'foreign-key':
      return `FOREIGN KEY (${columns})${references(parts, quote)}`;
  }
};

const references = ({ referenced, match, onUpdate, onDelete }: ConstraintParts, quote: QuoteIdentifier) => {
  if (referenced === null) return '';
  const columns = referenced.columns.map(quote).join(', ');
  const name = `${quote(referenced.schema)}.${quote(referenced.name)}`;
  return ` REFERENCES ${name}(${columns})${matches[match] ?? ''}${action('UPDATE', onUpdate)}${action('DELETE', onDelete)}`;
};
