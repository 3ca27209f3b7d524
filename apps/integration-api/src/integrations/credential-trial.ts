import { Injectable } from '@nestjs/common';
import type { AnsweredCode, ConnectionStep } from '@cadastre/api-contract';
import { cadastreVersion } from '@cadastre/platform';
import {
  checkCredential,
  testTarget,
  type TargetCredential,
  type TargetTest,
} from '@cadastre/target-connection';
import { ApiPlatform } from '../api-platform.ts';
import { cancellationSignal } from '../cancellation.ts';
import { ApiSettings } from '../config.ts';
import { ApiError, fieldsRefused } from '../http/api-error.ts';

/** Tries credentials on the databases they name. */
@Injectable()
export class CredentialTrial {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws ApiError invalid-input when the fields cannot name a server */
  async test(credential: TargetCredential): Promise<TargetTest> {
    const isPasswordOptional = this.settings.allowEmptyPassword;
    const issues = checkCredential(credential, { isPasswordOptional });
    if (issues.length > 0) {
      throw fieldsRefused(
        issues.map(({ pointer, detail }) => ({ pointer: `/credential${pointer}`, detail })),
      );
    }
    const signal = cancellationSignal();
    return testTarget(credential, this.platform.egressPolicy, {
      applicationName: `cadastre/${cadastreVersion}`,
      isPasswordOptional,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /**
   * @returns the steps that were passed with a remark
   * @throws ApiError invalid-input, or connection-failed-at-… naming the step, with all steps
   */
  async accept(credential: TargetCredential): Promise<ConnectionStep[]> {
    const { failure, steps } = await this.test(credential);
    if (failure === null) return steps.filter(({ outcome, hint }) => outcome === 'passed' && hint !== null);
    const step = failure.step ?? 'privileges';
    throw new ApiError(`connection-failed-at-${step}` as AnsweredCode, failure.message, {
      members: { step, reason: failure.failureClass, retryable: failure.isTransient, steps },
      ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    });
  }
}
