import { onOneLine } from './text/on-one-line.ts';

/** Where a catalog comes from, and what it lacks. Times are ISO texts. */
export type DdlOrigin = {
  readonly databaseName: string;
  /** The sync that read all of it last. */
  readonly sync: { readonly id: string; readonly startedAt: string; readonly finishedAt: string };
  /** What that sync could not read. */
  readonly skipped: readonly { readonly scope: string; readonly reason: string }[];
  /** The choice of schemas as it is now. Null: all. */
  readonly includeSchemas: readonly string[] | null;
  readonly excludeSchemas: readonly string[];
  /** A later sync that wrote some of what it saw, and not all. */
  readonly unfinished: { readonly id: string; readonly isRunning: boolean } | null;
};

/** Comments that tell whoever holds the script alone what it is, and what is not in it. */
export const headOf = (origin: DdlOrigin): string[] =>
  [
    `Structure of the database ${quoted(origin.databaseName)}, from the catalog of Cadastre.`,
    `Read by sync ${origin.sync.id}, from ${origin.sync.startedAt} to ${origin.sync.finishedAt}.`,
    ...unfinishedLines(origin),
    ...skippedLines(origin),
    ...choiceLines(origin),
  ].map((line) => `-- ${onOneLine(line)}`);

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const unfinishedLines = ({ unfinished }: DdlOrigin): string[] => {
  if (unfinished === null) return [];
  const { id, isRunning } = unfinished;
  return [
    `Sync ${id} came after it and ${isRunning ? 'is still running' : 'did not get to its end'}: ` +
      'changes that it has written are in here, others that it saw or would have seen are not.',
  ];
};

const skippedLines = ({ skipped }: DdlOrigin): string[] =>
  skipped.length === 0
    ? ['It read everything that it was to read.']
    : [
        'It could not read the following. What an earlier sync read of it is written as it was then; the rest is missing:',
        ...skipped.map(({ scope, reason }) => `  ${quoted(scope)}: ${reason}`),
      ];

const choiceLines = ({ includeSchemas, excludeSchemas }: DdlOrigin): string[] => [
  ...(includeSchemas === null
    ? []
    : [
        `Chosen in the options of the integration: only the schemas ${includeSchemas.map(quoted).join(', ')}.`,
      ]),
  ...(excludeSchemas.length === 0
    ? []
    : [`Left out by the options of the integration: the schemas ${excludeSchemas.map(quoted).join(', ')}.`]),
];
