import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './run-program.ts';

/** PEM of both. */
export type Certificate = { readonly cert: string; readonly key: string };

/** Longer than any run of tests, and not long enough to be used for anything else. */
const days = '2';
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Signs certificates for the loopback address; everything that it makes is in its folder. It takes openssl. */
export class TestAuthority {
  private constructor(
    private readonly folder: string,
    private readonly name: string,
    /** What others have to trust. */
    readonly cert: string,
  ) {}

  static async make(folder: string, name: string): Promise<TestAuthority> {
    const file = (ending: string): string => path.join(folder, `${name}.${ending}`);
    const output = ['-keyout', file('key'), '-out', file('pem')];
    await openssl(['req', '-x509', ...newKey, ...output, '-days', days, '-subj', `/CN=${name}`]);
    return new TestAuthority(folder, name, readFileSync(file('pem'), 'utf8'));
  }

  async issue(name: string): Promise<Certificate> {
    const file = (ending: string, of = name): string => path.join(this.folder, `${of}.${ending}`);
    const request = ['-keyout', file('key'), '-out', file('csr')];
    await openssl(['req', ...newKey, ...request, '-subj', `/CN=${name}`]);
    writeFileSync(file('ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    const signer = ['-CA', file('pem', this.name), '-CAkey', file('key', this.name), '-CAcreateserial'];
    const asked = ['-in', file('csr'), '-extfile', file('ext'), '-out', file('pem')];
    await openssl(['x509', '-req', ...signer, ...asked, '-days', days]);
    return { cert: readFileSync(file('pem'), 'utf8'), key: readFileSync(file('key'), 'utf8') };
  }
}

const openssl = async (args: readonly string[]): Promise<void> => {
  const { failed, output } = await runProgram('openssl', args);
  if (failed) throw new Error(`openssl ${args[0]} failed: ${output.trim()}`);
};
