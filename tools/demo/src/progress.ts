import type { Sync, SyncActivityState } from '@cadastre/api-contract';
import { shorten, type Terminal } from './terminal.ts';

export type Progress = {
  show(sync: Sync): void;
  /** Leaves the last picture where it is. */
  end(): void;
};

/** A picture that is redrawn where the terminal can do that; a line for each thing that happens where not. */
export const createProgress = (terminal: Terminal): Progress =>
  terminal.isInteractive ? drawnProgress(terminal) : printedProgress(terminal);

const barWidth = 24;

const drawnProgress = (terminal: Terminal): Progress => {
  let drawnLines = 0;
  return {
    show: (sync) => {
      const lines = [headLine(sync), ...sync.activities.map((activity) => drawnLine(activity, terminal))];
      const back = drawnLines > 0 ? `\u001b[${drawnLines}A` : '';
      terminal.write(back + lines.map((line) => `\u001b[2K${line}\n`).join(''));
      drawnLines = lines.length;
    },
    end: () => undefined,
  };
};

const headLine = ({ status, percent, attempt }: Sync): string =>
  `  ${bar(percent)} ${Math.round(percent)} %  ${status}${attempt > 1 ? `, attempt ${attempt}` : ''}`;

const bar = (percent: number): string => {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
};

const signs = {
  pending: '·',
  running: '▸',
  completed: '✔',
  failed: '✖',
  skipped: '–',
  retrying: '↻',
} as const satisfies Record<SyncActivityState['state'], string>;

const drawnLine = (activity: SyncActivityState, { style, columns }: Terminal): string => {
  const { state, percent } = activity;
  const progress = state === 'running' && percent !== null ? `${bar(percent)} ${Math.round(percent)} %` : '';
  const text = `  ${signs[state]} ${activity.activity.padEnd(23)} ${progress || outcome(activity)}`;
  const paint = {
    pending: style.dim,
    running: style.cyan,
    completed: style.green,
    failed: style.red,
    skipped: style.dim,
    retrying: style.yellow,
  }[state];
  return paint(shorten(text, columns - 1));
};

const outcome = ({ state, items, duration_ms, attempt, error }: SyncActivityState): string => {
  if (error !== null && state !== 'completed') return `${state}: ${error.detail}`;
  const facts = [
    items === null ? '' : `${items} items`,
    duration_ms === null ? '' : `${Math.round(duration_ms)} ms`,
    attempt > 1 ? `attempt ${attempt}` : '',
  ].filter((fact) => fact !== '');
  return facts.join(', ');
};

const printedProgress = (terminal: Terminal): Progress => {
  const seen = new Map<string, string>();
  return {
    show: (sync) => {
      for (const activity of sync.activities) {
        const key = `${activity.state} ${activity.attempt}`;
        if (activity.state === 'pending' || seen.get(activity.activity) === key) continue;
        seen.set(activity.activity, key);
        const facts = outcome(activity);
        terminal.write(
          `  ${activity.activity.padEnd(23)} ${activity.state.padEnd(9)} ${facts}`.trimEnd() + '\n',
        );
      }
    },
    end: () => undefined,
  };
};
