import type { IntrospectedObject } from '@cadastre/pg-introspection';
import { decodePage, encodePage } from './page-codec.ts';
import type { Spool } from './spool.ts';
import type { Overflow } from './waiting-items.ts';

/** Pages that wait on disk instead of in memory. */
export const pageOverflow = (spool: Spool): Overflow<readonly IntrospectedObject[]> => {
  const file = spool.open();
  return {
    put: async (page) => {
      if (file.turnsAway()) return null;
      const place = await file.put(encodePage(page));
      return place === null ? null : async () => decodePage(await file.take(place));
    },
    close: () => file.close(),
  };
};
