import type { ProblemCode, ProblemEntry } from '@cadastre/api-contract';
import { statusOfProblem } from './openapi-operation.ts';

/** `docs/problems/<code>.md`: generated, so that the page and the answer cannot disagree. */
export const problemMarkdown = (code: ProblemCode, entry: ProblemEntry): string =>
  [
    `# ${entry.title}`,
    `Code \`${code}\`, ${whereSaid(code, entry)}, ${retryWords(entry)}.`,
    entry.meaning,
    '## What to do',
    ...entry.remedy.map((step) => `- ${step}`),
  ]
    .join('\n\n')
    .replaceAll(/\n\n- /g, '\n- ')
    .replace('## What to do\n- ', '## What to do\n\n- ')
    .concat('\n');

/** The same page for a browser that followed the `type` of a problem. */
export const problemPage = (code: ProblemCode, entry: ProblemEntry): string =>
  [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<title>${escape(entry.title)}</title>`,
    '<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}</style>',
    `<h1>${escape(entry.title)}</h1>`,
    `<p>Code <code>${code}</code>, ${withCode(whereSaid(code, entry))}, ${retryWords(entry)}.</p>`,
    `<p>${withCode(entry.meaning)}</p><h2>What to do</h2><ul>`,
    ...entry.remedy.map((step) => `<li>${withCode(step)}</li>`),
    '</ul></html>',
  ].join('\n');

const whereSaid = (code: ProblemCode, { isOfSync }: ProblemEntry): string =>
  isOfSync ? 'in the `error` of a failed sync' : `HTTP status ${statusOfProblem(code)}`;

const retryWords = ({ retryable, isOfSync }: ProblemEntry): string => {
  const what = isOfSync ? 'another sync' : 'the same request';
  return retryable ? `${what} may succeed later` : `${what} will fail again`;
};

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const withCode = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
