import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A fixture in a process of its own, told what to do by one message; collects what it says. */
export class Child<Said> {
  readonly said: Said[] = [];
  readonly exited: Promise<unknown>;
  private readonly process: ChildProcess;

  constructor(fixture: string, order: object, onSaid: (said: Said) => void = () => undefined) {
    this.process = fork(fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url)), {
      execArgv: [],
      stdio: 'inherit',
    });
    this.process.on('message', (said) => {
      this.said.push(said as Said);
      onSaid(said as Said);
    });
    this.exited = once(this.process, 'exit');
    this.process.send(order);
  }

  /** As the out-of-memory killer does it. */
  kill(): void {
    this.process.kill('SIGKILL');
  }

  get wasKilled(): boolean {
    return this.process.signalCode === 'SIGKILL';
  }

  get exitCode(): number | null {
    return this.process.exitCode;
  }
}
