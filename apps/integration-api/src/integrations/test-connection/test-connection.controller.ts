import { Controller } from '@nestjs/common';
import { routes, type ConnectionTest } from '@cadastre/api-contract';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CredentialTrial } from '../credential-trial.ts';
import { targetCredential } from '../target-credential.ts';

@Controller()
export class TestConnectionController {
  constructor(private readonly trial: CredentialTrial) {}

  @Endpoint(routes.testConnection)
  async testConnection({ body }: Call<typeof routes.testConnection>): Promise<ConnectionTest> {
    const test = await this.trial.test(targetCredential(body.credential));
    return {
      ok: test.is_accepted,
      failed_step: test.failure?.step ?? null,
      reason: test.failure?.failureClass ?? null,
      detail: test.failure?.message ?? null,
      hint: test.failure?.hint ?? null,
      duration_ms: test.duration_ms,
      steps: [...test.steps],
      server: test.server,
      tls: test.tls,
      schemas: [...test.schemas],
    };
  }
}
