/** Whoever finds a statement in `pg_stat_activity`, `pg_stat_statements` or a log knows whose it is. */
const marker = '/* cadastre */';

/**
 * The statement as a target is sent it: marked behind its first word, without whitespace before that. In front the mark
 * would be lost in `pg_stat_statements` of 18, at the end in `pg_stat_activity`, which cuts; and poolers and logs that look
 * for BEGIN go by the first word.
 */
export const markedStatement = (sql: string): string =>
  sql.replace(/^\s*([a-z]*)/i, (_, verb: string) => (verb === '' ? `${marker} ` : `${verb} ${marker}`));
