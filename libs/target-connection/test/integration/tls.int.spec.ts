import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import type { TargetCredential } from '../../src/index.ts';
import { credentialOf, open, outcomes, tryOut } from './targets.ts';
import { pem, startTlsServer, type TlsServer } from './tls-server.ts';

let server: TlsServer;
beforeAll(async () => {
  server = await startTlsServer();
}, 60_000);
afterAll(() => server.stop());

const lookup = async (): Promise<string[]> => ['127.0.0.1'];
const target = (change: Partial<TargetCredential>): TargetCredential =>
  credentialOf(server.url, { host: 'localhost', ...change });
const attempt = (change: Partial<TargetCredential>) => tryOut(target(change), { lookup });
const ca = pem('ca.pem');
type Authority = 'no CA' | 'its CA' | 'another CA';
const authorities: Record<Authority, string | null> = {
  'no CA': null,
  'its CA': ca,
  'another CA': pem('other-ca.pem'),
};
const everyone = 'all all 127.0.0.1/32 scram-sha-256';

describe('with a server that takes both kinds of connections', () => {
  beforeAll(() => server.allow(`host ${everyone}`));

  type Expected = 'none' | 'nothing' | 'certificate' | 'certificate-and-name';
  test.each<[TargetCredential['ssl_mode'], Authority, Expected]>([
    ['disable', 'no CA', 'none'],
    ['disable', 'its CA', 'none'],
    ['allow', 'no CA', 'none'],
    ['prefer', 'no CA', 'nothing'],
    ['prefer', 'its CA', 'certificate'],
    // libpq does without TLS where the handshake fails, and a certificate that is refused is just that.
    ['prefer', 'another CA', 'none'],
    ['require', 'no CA', 'nothing'],
    ['require', 'its CA', 'certificate'],
    ['verify-ca', 'its CA', 'certificate'],
    ['verify-full', 'its CA', 'certificate-and-name'],
  ])('%s with %s given achieves %s', async (ssl_mode, authority, verified) => {
    const result = await attempt({ ssl_mode, ca_pem: authorities[authority] });
    expect(result.failure).toBeNull();
    expect(result.tls).toMatchObject(
      verified === 'none' ? { is_encrypted: false } : { is_encrypted: true, verified, protocol: 'TLSv1.3' },
    );
  });

  test.each<[TargetCredential['ssl_mode'], Authority]>([
    ['require', 'another CA'],
    ['verify-ca', 'another CA'],
    ['verify-full', 'another CA'],
    // The public authorities, which did not sign it.
    ['verify-full', 'no CA'],
  ])('%s with %s given refuses the certificate', async (ssl_mode, authority) => {
    const { failure, steps } = await attempt({ ssl_mode, ca_pem: authorities[authority] });
    expect(failure).toMatchObject({ step: 'tls', code: 'target-tls-failed' });
    expect(failure?.message).toMatch(/not signed by a trusted authority/);
    expect(steps.map(({ outcome }) => outcome).join()).toBe(
      'passed,passed,passed,passed,failed,skipped,skipped,skipped',
    );
  });

  test('verify-full refuses a certificate for another name, verify-ca does not look at it', async () => {
    const byAddress = { host: '127.0.0.1', ca_pem: ca };
    const refused = await attempt({ ...byAddress, ssl_mode: 'verify-full' });
    expect(refused.failure?.message).toMatch(/for another host name/);
    expect((await attempt({ ...byAddress, ssl_mode: 'verify-ca' })).failure).toBeNull();
  });

  test('verify-ca without a CA is refused before anything is sent: it would prove nothing', async () => {
    const { failure } = await attempt({ ssl_mode: 'verify-ca' });
    expect(failure).toMatchObject({ step: 'fields', kind: 'invalid-input' });
  });

  test('the server agrees that the session is encrypted', async () => {
    const connection = await open(target({ ssl_mode: 'require' }), { lookup });
    const [row] = await connection.query(
      'select ssl, version, bits >= 128 from pg_stat_ssl where pid = pg_backend_pid()',
    );
    expect(row).toEqual(['t', 'TLSv1.3', 't']);
    await connection.close();
  });

  test('a cancel request finds its way over TLS as well', async () => {
    const connection = await open(target({ ssl_mode: 'verify-full', ca_pem: ca }), {
      lookup,
      statementTimeoutMs: 90_000,
    });
    const waiting = connection.query('select pg_sleep(60)').catch((error: unknown) => error);
    await waitFor(() => server.isActive('select pg_sleep(60)'));
    await connection.cancel();
    expect(await waiting).toMatchObject({ sqlState: '57014' });
    await connection.close();
  });
});

describe('with a server that takes TLS connections only', () => {
  beforeAll(() => server.allow(`hostssl ${everyone}`));

  test('allow comes in with its second try, disable does not', async () => {
    const role = await createRole('tls_only');
    const allowed = await attempt({ ssl_mode: 'allow', ...role });
    expect(allowed).toMatchObject({ failure: null, tls: { is_encrypted: true, verified: 'nothing' } });
    const { failure } = await attempt({ ssl_mode: 'disable', ...role });
    expect(failure).toMatchObject({ step: 'authentication', sqlState: '28000' });
    expect(failure?.hint).toMatch(/ssl_mode of "require"/);
  });

  test('prefer names the wrong password, and not that a try without TLS was turned away', async () => {
    const role = await createRole('mistyped');
    const { failure, steps } = await attempt({ ssl_mode: 'prefer', ...role, password: 'CANARY-wrong' });
    expect(failure).toMatchObject({ step: 'authentication', sqlState: '28P01' });
    expect(steps.find(({ step }) => step === 'tls')).toMatchObject({ outcome: 'passed' });
  });
});

describe('with a server that takes no TLS connections', () => {
  beforeAll(() => server.allow(`hostnossl ${everyone}`));

  test('prefer comes in with its second try, require does not', async () => {
    const role = await createRole('no_tls');
    expect(await attempt({ ssl_mode: 'prefer', ...role })).toMatchObject({
      failure: null,
      tls: { is_encrypted: false },
    });
    const refused = await attempt({ ssl_mode: 'require', ...role });
    expect(refused.failure).toMatchObject({ step: 'authentication', sqlState: '28000' });
    expect(outcomes(refused)).toMatchObject({ tls: 'passed' });
  });
});

test('an expired certificate is named as such', async () => {
  await server.present('expired');
  const { failure } = await attempt({ ssl_mode: 'verify-full', ca_pem: ca });
  expect(failure?.message).toMatch(/has expired/);
  await server.present('server');
});

const createRole = async (name: string): Promise<{ username: string; password: string }> => {
  await server.run(`create role ${name} login password 'CANARY-role'`);
  return { username: name, password: 'CANARY-role' };
};
