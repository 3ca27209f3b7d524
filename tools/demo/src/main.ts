import { AppError } from '@cadastre/errors';
import { readCommandLine, type CommandLine } from './command-line.ts';
import { DemoFailed } from './demo-failed.ts';
import { demonstrate } from './demonstration.ts';
import { findOrStartCadastre, type LocalCadastre } from './local-cadastre.ts';
import { createTerminal, visible, type Terminal } from './terminal.ts';

const interruptedCode = 130;
/** One Ctrl-C under npm comes twice: from the terminal to the whole group, and passed on by npm. */
const sameSignalMs = 1_000;

const main = async (): Promise<number> => {
  const terminal = createTerminal(process.stdout, process.env);
  const interrupted = new AbortController();
  let cadastre: LocalCadastre | undefined;
  let interruptedAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) {
        interruptedAt = performance.now();
        interrupted.abort();
      } else if (performance.now() - interruptedAt > sameSignalMs) {
        process.exit(interruptedCode); // whoever asks again does not want to wait for an orderly end
      }
    });
  }
  try {
    const commandLine = readCommandLine(process.argv.slice(2));
    if (commandLine === null) return 0;
    cadastre = await untilInterrupted(findOrStartCadastre(process.env, terminal), interrupted.signal);
    if (cadastre === undefined) return interruptedCode;
    return await show({ commandLine, cadastre, terminal, signal: interrupted.signal });
  } catch (error) {
    return report(terminal, error);
  } finally {
    await cadastre?.stop();
  }
};

const show = async (stage: {
  commandLine: CommandLine;
  cadastre: LocalCadastre;
  terminal: Terminal;
  signal: AbortSignal;
}): Promise<number> => {
  const { commandLine, cadastre, terminal, signal } = stage;
  await Promise.race([demonstrate({ ...stage, environment: process.env }), cadastre.ended]);
  if (signal.aborted) return interruptedCode;
  if (!commandLine.stay || cadastre.wasRunning) return 0;
  terminal.write(`\nCadastre stays up at ${cadastre.baseUrl}. Ctrl-C stops it.\n`);
  await untilInterrupted(cadastre.ended, signal);
  terminal.write('\nStopping …\n');
  return 0;
};

const untilInterrupted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> =>
  Promise.race([
    work,
    new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    }),
  ]);

const report = (terminal: Terminal, error: unknown): number => {
  const { message, next, code } = explain(error);
  const { style } = terminal;
  process.stderr.write(`\n${style.red('✖')} ${visible(message)}\n`);
  if (next !== undefined) process.stderr.write(`  ${visible(next)}\n`);
  return code;
};

const explain = (error: unknown): { message: string; next: string | undefined; code: number } => {
  if (error instanceof DemoFailed) {
    return { message: error.message, next: error.nextStep, code: error.exitCode };
  }
  if (error instanceof AppError) return { message: error.message, next: error.hint, code: 1 };
  const message = error instanceof Error ? error.message : String(error);
  return { message, next: 'This was not foreseen; the log of Cadastre may say more.', code: 1 };
};

process.exitCode = await main();
