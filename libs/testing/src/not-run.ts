import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notRunFolderIn } from './run-folder.ts';

/** What a spec file could not try. */
export type NotRun = {
  readonly spec: string;
  /** Begins the list of spec files: `NOT RUN, because …`. */
  readonly title: string;
  /** Ends it: why, and what helps. */
  readonly reason: string;
};

/** Makes the end of the run say it. */
export const noteNotRun = (folder: string, note: NotRun): void => {
  const notes = notRunFolderIn(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(notes, { recursive: true });
  const text = JSON.stringify(note);
  writeFileSync(path.join(notes, createHash('sha256').update(text).digest('hex')), text);
};

/** What was noted in this run, as the lines that its end says. */
export const tellNotRun = (folder: string, relativeTo: string): string => {
  const notes = readNotes(notRunFolderIn(folder));
  const titles = [...new Set(notes.map(({ title }) => title))].sort();
  return titles
    .map((title) => {
      const those = notes.filter((note) => note.title === title);
      const specs = those.map(({ spec }) => `  ${path.relative(relativeTo, spec)}\n`).sort();
      return `\n${title}:\n${specs.join('')}${those[0]?.reason ?? ''}\n`;
    })
    .join('');
};

const readNotes = (folder: string): readonly NotRun[] =>
  existsSync(folder)
    ? readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as NotRun)
    : [];
