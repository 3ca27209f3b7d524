import { Readable } from 'node:stream';
import { Answer } from '../../http/answer.ts';

const contentType = 'application/sql; charset=utf-8';

export const sqlAnswer = (sql: string | AsyncIterable<string>): Answer =>
  new Answer(typeof sql === 'string' ? sql : Readable.from(sql, { objectMode: false }), {
    headers: { 'Content-Type': contentType },
  });
