import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { AnswerBody, Command, Outcome } from './command.ts';
import type { Journal } from './journal.ts';

const attemptTimeoutMs = 8_000;

export type ClientOptions = {
  readonly baseUrls: readonly string[];
  readonly journal: Journal;
  readonly random: Random;
  /** Told of each acknowledgement, and of answers that no client should ever get. */
  readonly onAcknowledged: () => void;
  readonly onInternalError: (facts: { command: number; body: unknown }) => void;
  readonly onUnknownAttempt: () => void;
};

type Attempt =
  | { readonly type: 'final'; readonly outcome: Outcome }
  | { readonly type: 'again'; readonly afterMs: number; readonly isUnknown: boolean };

/**
 * An honest client: it repeats what it does not know the end of, with the same key, at whichever API answers; it
 * takes a refusal for what it is; and now and then it walks away before it knows.
 */
export class Client {
  constructor(private readonly options: ClientOptions) {}

  /** Returns when the outcome is known, or nobody will ask for it any more. */
  async carryOut(
    command: Command,
    until: { signal: AbortSignal; patience: 'walks-away' | 'stays' },
  ): Promise<void> {
    const { journal, random } = this.options;
    while (!until.signal.aborted) {
      command.attempts += 1;
      const baseUrl = random.pick(this.options.baseUrls);
      const { number, kind, key, method, path, body, attempts } = command;
      await journal.write({
        type: 'sent',
        number,
        kind,
        key,
        method,
        path,
        body,
        attempt: attempts,
        baseUrl,
      });
      const attempt = await this.send(command, baseUrl, until.signal);
      await journal.write({ type: 'answer', number, attempt: attempts, answer: attempt });
      if (attempt.type === 'final') {
        command.outcome = attempt.outcome;
        if (attempt.outcome.type === 'acknowledged') this.options.onAcknowledged();
        return;
      }
      if (attempt.isUnknown) {
        this.options.onUnknownAttempt();
        if (until.patience === 'walks-away' && random.chance(0.08)) break;
      }
      await pause(attempt.afterMs, undefined, { signal: until.signal }).catch(() => undefined);
    }
    command.outcome = { type: 'unknown' };
    await journal.write({ type: 'gave-up', number: command.number });
  }

  private async send(
    { number, method, path, key, body }: Command,
    baseUrl: string,
    abandoned: AbortSignal,
  ): Promise<Attempt> {
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          'idempotency-key': key,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([abandoned, AbortSignal.timeout(attemptTimeoutMs)]),
      });
      const text = await response.text();
      const answer = (text === '' ? {} : JSON.parse(text)) as AnswerBody;
      if (response.status === 500) this.options.onInternalError({ command: number, body: answer });
      return this.judge(response, answer);
    } catch {
      return { type: 'again', afterMs: this.options.random.between(100, 800), isUnknown: true };
    }
  }

  private judge({ status, ok, headers }: Response, answer: AnswerBody): Attempt {
    if (ok) {
      const commitId = headers.get('cadastre-commit');
      return { type: 'final', outcome: { type: 'acknowledged', status, commitId, body: answer } };
    }
    const code = answer.code ?? '';
    if (code === 'idempotency-key-in-use') {
      const seconds = Number(headers.get('retry-after') ?? 1);
      return { type: 'again', afterMs: seconds * 1_000, isUnknown: false };
    }
    // Nothing is saved of a registration whose credential could not be tried, whatever the status says.
    if ((status < 500 && status !== 429) || code.startsWith('connection-failed')) {
      return { type: 'final', outcome: { type: 'refused', status, code } };
    }
    return { type: 'again', afterMs: this.options.random.between(200, 1_000), isUnknown: status !== 429 };
  }
}
