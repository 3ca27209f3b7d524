import type { Sync } from '@cadastre/api-contract';
import { DemoFailed } from './demo-failed.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The verdict, and how many objects of each kind there are. */
export const showOutcome = (terminal: Terminal, sync: Sync, baseUrl: string): void => {
  if (sync.status !== 'COMPLETED') throw notCompleted(sync, baseUrl);
  const { duration_ms, footprint } = sync;
  const facts = [
    duration_ms === null ? '' : `in ${(duration_ms / 1_000).toFixed(1)} s`,
    footprint === null
      ? ''
      : `${footprint.queries} queries to the database, longest transaction ${Math.round(footprint.longest_transaction_ms)} ms`,
  ].filter((fact) => fact !== '');
  terminal.write(`\n${terminal.style.green('✔')} ${terminal.style.bold('COMPLETED')} ${facts.join(', ')}\n`);
  terminal.write(`\n${terminal.style.bold('The catalog now holds')}\n`);
  const rows = Object.entries(sync.counts).flatMap(([kind, tally]) =>
    tally === undefined ? [] : [[kind, tally.seen, tally.added, tally.changed, tally.dropped]],
  );
  const sum = (column: number): number => rows.reduce((total, row) => total + Number(row[column]), 0);
  rows.push(['total', sum(1), sum(2), sum(3), sum(4)]);
  terminal.write(table(terminal, ['kind', 'objects', 'added', 'changed', 'dropped'], rows));
  for (const { scope, reason } of sync.skipped) {
    terminal.write(terminal.style.yellow(`  skipped ${scope}: ${reason}\n`));
  }
};

const notCompleted = ({ status, error, sync_id }: Sync, baseUrl: string): DemoFailed =>
  new DemoFailed(
    `The sync ended as ${status}${error === null ? '' : `: ${error.detail}`}`,
    error?.hint ?? `More is at ${baseUrl}/syncs/${sync_id}.`,
    3,
  );

export const showLinks = (terminal: Terminal, baseUrl: string, integrationId: string): void => {
  const catalog = `${baseUrl}/catalog/${integrationId}`;
  const links = [
    ['API and documentation', `${baseUrl}/docs`],
    ['this integration', `${baseUrl}/integrations/${integrationId}`],
    ['its schemas', `${catalog}/schemas`],
    ['its relations', `${catalog}/relations`],
    ['search', `${baseUrl}/catalog/search?q=order`],
    ['metrics', `${baseUrl}/metrics`],
  ];
  terminal.write(`\n${terminal.style.bold('Look around')}\n`);
  for (const [what = '', where = ''] of links)
    terminal.write(`  ${what.padEnd(22)} ${terminal.style.cyan(where)}\n`);
};
