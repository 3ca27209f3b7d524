import type { CampaignReport } from './figures.ts';

const mostLines = 5;

export const reportLines = (report: CampaignReport): string[] => {
  const { commands, faults, takeovers } = report;
  const rows: [string, string][] = [
    ['seed, minutes, transport', `${report.seed}, ${report.minutes}, ${report.transport}`],
    ...Object.entries(faults).map(([kind, count]): [string, string] => [`fault ${kind}`, String(count)]),
    ...Object.entries(report.notPossible).map(([kind, why]): [string, string] => [
      `fault ${kind}`,
      `none: ${why}`,
    ]),
    ['deaths at crash points', String(report.crashPointDeaths)],
    ['connections broken', String(report.connectionsBroken)],
    ['lives of the processes', String(report.processLives)],
    ['commands sent', String(commands.sent)],
    ['  acknowledged', String(commands.acknowledged)],
    ['  refused', String(commands.refused)],
    ['  unknown (of them in the log)', `${commands.unknown} (${commands.unknownPresent})`],
    ['attempts without an answer', String(commands.unknownAttempts)],
    ['events', String(report.events)],
    ...Object.entries(report.syncs).map(([status, count]): [string, string] => [
      `syncs ${status}`,
      String(count),
    ]),
    ...Object.entries(takeovers).map(([what, count]): [string, string] => [
      `takeovers: ${what}`,
      String(count),
    ]),
    ['longest time without an acknowledgement', `${(report.longestSilenceMs / 1_000).toFixed(1)} s`],
    ['lost', String(report.lost)],
    ['doubled', String(report.doubled)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    ...report.findings.flatMap(({ check, looked, wrong }) => [
      `${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${check} (${looked})`,
      ...wrong.slice(0, mostLines).map((line) => `         ${line}`),
      ...(wrong.length > mostLines ? [`         … and ${wrong.length - mostLines} more`] : []),
    ]),
    '',
    report.ok
      ? `passed: ${report.findings.length} checks`
      : `FAILED: again with --seed ${report.seed} --minutes ${report.minutes}; evidence in ${report.evidence}`,
  ];
};
