import { spawn } from 'node:child_process';
import type { ServerAccount } from './server-account.ts';
import { serverEnvironment } from './server-environment.ts';

/**
 * Runs the server and reads signals to pass on, one a line. The end of its input comes when our process ends,
 * whatever ended it, because the kernel then closes the pipe: then the server is shut down.
 *
 * - Signals are ignored: the guardian is the last to leave. PostgreSQL sets handlers of its own.
 * - The signal is repeated, since a server that is just starting has no handler yet. After a minute of fast
 *   shutdown comes the immediate one, which is as safe as a power cut: the log is replayed.
 * - USR1 ends the watcher while it reads and not while it repeats, so that no `sleep` is left without a parent.
 * - $1: signal at the end of input; $2, $3: folders to remove afterwards (or empty); then the command.
 */
const script = `
unset GUARDIAN
trap '' INT HUP TERM
exec 3<&0 </dev/null
at_end=$1 remove=$2 remove_too=$3
shift 3
"$@" 3<&- &
server=$!
(
  while read -r signal <&3; do kill -s "$signal" "$server" 2>/dev/null; done
  trap '' USR1
  signal=$at_end
  tries=0
  while kill -s "$signal" "$server" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -gt 300 ] && signal=QUIT
    sleep 0.2 || sleep 1
  done
) &
watcher=$!
wait "$server"
code=$?
for folder in "$remove" "$remove_too"; do
  [ -n "$folder" ] && rm -rf "$folder"
done
kill -s USR1 "$watcher" 2>/dev/null
wait "$watcher"
exit "$code"
`;

const repeatMs = 1_000;

export type GuardedCommand = {
  readonly command: readonly [string, ...string[]];
  readonly account: ServerAccount;
  /** Open for appending; receives what the program writes. */
  readonly logFd: number;
  /** What ends the program when our process has gone. */
  readonly atEnd: 'INT' | 'QUIT' | 'TERM';
  /** The folders go when the server has gone, even if our process died before that. */
  readonly removeAfterwards: readonly string[];
};

export type Guardian = {
  /** Resolves when the program has ended, for whatever reason. */
  readonly exited: Promise<{ code: number | null }>;
  /** The same, and keeps our process running for so long. */
  finished(): Promise<{ code: number | null }>;
  /** `INT`: fast shutdown, `QUIT`: immediate. Returns at once. */
  shutDown(signal: 'INT' | 'QUIT'): void;
};

export const startGuarded = (guarded: GuardedCommand): Guardian => {
  const { command, account, logFd, atEnd, removeAfterwards } = guarded;
  const isWindows = process.platform === 'win32';
  const [first = '', second = ''] = removeAfterwards;
  // The script comes by the environment: `ps` then shows one short line and not a program.
  const shell = ['-c', 'eval "$GUARDIAN"', 'cadastre-guardian', atEnd, first, second, ...command];
  const [program, args]: [string, string[]] = isWindows ? [command[0], command.slice(1)] : ['/bin/sh', shell];
  const child = spawn(program, args, {
    cwd: isWindows ? undefined : '/',
    env: { ...serverEnvironment(), ...(isWindows ? {} : { GUARDIAN: script }) },
    stdio: ['pipe', logFd, logFd],
    detached: !isWindows, // a group of its own: Ctrl-C in the terminal is not for PostgreSQL
    ...account,
  });
  const exited = new Promise<{ code: number | null }>((resolve) => {
    child.once('error', () => resolve({ code: null }));
    child.once('exit', (code) => resolve({ code }));
  });
  child.stdin?.on('error', () => undefined); // the server was faster
  // Neither the child nor the pipe keeps our process running.
  child.unref();
  (child.stdin as unknown as { unref(): void } | null)?.unref();
  return {
    exited,
    finished: () => {
      child.ref();
      return exited;
    },
    shutDown: (signal) => {
      child.ref(); // who asks also waits
      if (isWindows) return void child.kill();
      const send = (): void => void child.stdin?.write(`${signal}\n`);
      const repeated = setInterval(send, repeatMs);
      void exited.then(() => clearInterval(repeated));
      send();
    },
  };
};
