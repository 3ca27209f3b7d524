import { isBehindHead, type StoredPage } from './linked-pages.ts';

const longestRestMs = 200;

/**
 * So many milliseconds after a page of the log was begun the next one may begin. At the head as many as the page had events,
 * up to a fifth of a second: below a thousand events a second that is next to nothing; above, pages of a few events
 * would each cost a request to the brokers, an answer of theirs, and a transaction here and in each projection. Behind
 * the head nothing is waited for.
 */
export const restAfterMs = (page: StoredPage): number =>
  isBehindHead(page) ? 0 : Math.min(longestRestMs, page.events.length);
