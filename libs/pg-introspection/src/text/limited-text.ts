/** Characters that Cadastre keeps of a comment and of a definition. */
export const commentLimit = 65_536;
export const definitionLimit = 262_144;

/** What is added to a text that was cut. It holds the digest of the whole: a change beyond the cut still shows. */
const note = /\n\[shortened by Cadastre: \d+ characters, md5 [0-9a-f]{32}\]$/;

export const isShortened = (text: string | null): boolean => text !== null && note.test(text);

/**
 * SQL that gives `expression` whole, or its first `limit` characters and the note. Cut on the target, so that a
 * function body of 10 MB never crosses the wire.
 */
export const limitedSql = (expression: string, limit: number): string => /* sql */ `
  (select case when whole.t is null or pg_catalog.octet_length(whole.t) <= ${limit} then whole.t
               when pg_catalog.length(whole.t) <= ${limit} then whole.t
               else pg_catalog.concat(pg_catalog.left(whole.t, ${limit}), E'\\n[shortened by Cadastre: ',
                      pg_catalog.length(whole.t), ' characters, md5 ', pg_catalog.md5(whole.t), ']')
          end
     from (select ${expression} as t offset 0) as whole)`;
