import { Injectable } from '@nestjs/common';
import { AppError } from '@cadastre/errors';
import { headerNames } from '@cadastre/api-contract';
import { ApiPlatform } from '../api-platform.ts';
import { Cancelled } from '../cancellation.ts';
import { Answer, statusOf } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { newUuid } from '../new-uuid.ts';
import { claimKey, releaseKey, storeAnswer, unlockKey, type StoredAnswer } from './idempotency-store.ts';

/** In seconds. The lock of a process that died lasts longer, but most attempts are answered in a moment. */
const longestAdvisedWait = 2;

/**
 * Carries out a command once per idempotency key. Its answer is kept; a refusal did nothing, so it is not kept and the key
 * is free again. Should the process die in between, the repetition derives the same ids from the key's seed and finds what was done.
 */
@Injectable()
export class IdempotentCommands {
  constructor(private readonly platform: ApiPlatform) {}

  once(call: Call, carryOut: (call: Call) => Promise<Answer>): Promise<Answer> {
    return call.idempotency === null ? carryOut(call) : this.onceForKey(call.idempotency, { call, carryOut });
  }

  private async onceForKey(
    { key, requestMac }: NonNullable<Call['idempotency']>,
    { call, carryOut }: { readonly call: Call; readonly carryOut: (call: Call) => Promise<Answer> },
  ): Promise<Answer> {
    const { pool } = this.platform;
    const held = { tenantId: call.tenantId, key, attempt: newUuid() };
    const claim = await claimKey(pool, { ...held, requestMac });
    switch (claim.outcome) {
      case 'answered':
        return replay(claim.answer);
      case 'in-use':
        throw new ApiError(
          'idempotency-key-in-use',
          'The first request with this key is still being carried out',
          {
            headers: { 'Retry-After': String(Math.min(longestAdvisedWait, claim.secondsLeft)) },
          },
        );
      case 'other-request':
        throw new ApiError('idempotency-key-reused', 'This key came before with another request');
      case 'claimed':
        return this.carryOut(call, { ...held, isNew: claim.isNew }, () =>
          carryOut({ ...call, claimed: { seed: claim.seed } }),
        );
    }
  }

  private async carryOut(
    call: Call,
    held: { tenantId: string; key: string; attempt: string; isNew: boolean },
    carryOut: () => Promise<Answer>,
  ): Promise<Answer> {
    const { pool, log } = this.platform;
    const answer = await carryOut().catch(async (refusal: unknown) => {
      const giveBack = isSettled(refusal, held) ? releaseKey : unlockKey;
      // If this fails too the lock runs out by itself.
      await giveBack(pool, held).catch((err: unknown) => log.warn({ err }, 'idempotency key not released'));
      throw refusal;
    });
    // The command is done: not keeping its answer must not turn it into a failure.
    await storeAnswer(pool, { ...held, answer: toStored(call, answer) }).catch((err: unknown) =>
      log.warn({ err }, 'idempotent answer not kept'),
    );
    return answer;
  }
}

/**
 * A refusal did nothing. A lost connection may have been lost at COMMIT, and a bug may have struck after it. A command that was cancelled
 * has done nothing either, but an attempt before it may have.
 */
const isSettled = (refusal: unknown, { isNew }: { readonly isNew: boolean }): boolean =>
  refusal instanceof Cancelled
    ? isNew
    : refusal instanceof AppError && !['unavailable', 'internal'].includes(refusal.kind);

const toStored = ({ route }: Call, answer: Answer): StoredAnswer => ({
  status: statusOf(answer, route),
  headers: { ...answer.headers },
  body: answer.body,
});

const replay = ({ status, headers, body }: StoredAnswer): Answer =>
  new Answer(body, { status, headers: { ...headers, [headerNames.replayed]: 'true' } });
