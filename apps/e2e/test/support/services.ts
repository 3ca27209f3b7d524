import path from 'node:path';
import { loadOrCreateKeyFile } from '@cadastre/credential-vault';
import { temporaryFolder, type TestDatabase } from '@cadastre/testing';
import { untilReady, type Running } from './cadastre.ts';
import { untilNothingRuns } from './processes.ts';
import { Program } from './program.ts';

const services = {
  api: {
    script: 'apps/integration-api/dist/main.js',
    port: 'CADASTRE_HTTP_PORT',
    env: { CADASTRE_AUTH: 'none', CADASTRE_GRPC_PORT: '0' },
  },
  worker: { script: 'apps/sync-worker/dist/main.js', port: 'CADASTRE_WORKER_HTTP_PORT', env: {} },
  projector: { script: 'apps/catalog-projector/dist/main.js', port: 'CADASTRE_PROJECTOR_HTTP_PORT', env: {} },
} as const;

/** The services as processes of their own on one database, the way they run on many machines. */
export class Installation {
  private readonly folder = temporaryFolder('e2e-services');
  private readonly keyFile = path.join(this.folder.path, 'key');
  private readonly programs: Program[] = [];

  constructor(private readonly database: TestDatabase) {
    loadOrCreateKeyFile(this.keyFile);
  }

  async start(service: keyof typeof services, more: Readonly<Record<string, string>> = {}): Promise<Running> {
    return untilReady(this.launch(service, more));
  }

  /** Does not wait until it is up. */
  launch(service: keyof typeof services, more: Readonly<Record<string, string>> = {}): Program {
    const { script, port: portName, env } = services[service];
    const program = new Program({
      script,
      env: {
        CADASTRE_DATABASE_URL: this.database.url,
        CADASTRE_DATABASE_OWNER_URL: this.database.ownerUrl,
        CADASTRE_KEY_FILE: this.keyFile,
        CADASTRE_EGRESS_ALLOW_PRIVATE: 'true',
        [portName]: '0',
        ...env,
        ...more,
      },
    });
    this.programs.push(program);
    return program;
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.kill()));
    await untilNothingRuns(this.folder.path);
    this.folder.remove();
  }
}
