import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { TargetTest } from '../../src/index.ts';
import {
  answerOf,
  authenticationOk,
  errorResponse,
  int16,
  int32,
  message,
  notice,
  parameter,
  ready,
  rowDescription,
  speakPostgres,
  startFake,
  text,
  welcome,
  type FakeServer,
} from './fake-server.ts';
import { localCredential, tryOut } from './targets.ts';

const fakes: FakeServer[] = [];
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.stop();
});

type Serve = (socket: Socket) => void;
const against = async (
  serve: Serve,
  ssl_mode: 'prefer' | 'disable' | 'require' = 'prefer',
): Promise<TargetTest> => {
  const fake = await startFake(serve);
  fakes.push(fake);
  const result = await tryOut(localCredential(fake.port, { ssl_mode }));
  expect(JSON.stringify(result)).not.toMatch(/CANARY|127\.0\.0\.1/);
  expect(result.duration_ms).toBeLessThan(5_000);
  return result;
};

const says = (bytes: string | Buffer) => (socket: Socket) => void socket.write(bytes);
const answers = (bytes: string | Buffer) => (socket: Socket) =>
  socket.once('data', () => socket.write(bytes));

describe.each(['prefer', 'require', 'disable'] as const)('with ssl_mode %s', (sslMode) => {
  test.each<[string, Serve]>([
    ['an HTTP server', answers('HTTP/1.1 400 Bad Request\r\nServer: CANARY\r\n\r\n')],
    ['an SSH server', says('SSH-2.0-OpenSSH_9.2 CANARY\r\n')],
    ['an SMTP server', says('220 CANARY ESMTP\r\n')],
    ['memcached', answers('ERROR\r\n')],
    ['Redis', answers('-ERR unknown command CANARY\r\n')],
    ['MySQL', says(Buffer.concat([Buffer.from([0x4a, 0, 0, 0, 10]), text('8.0.36 CANARY')]))],
    ['a single wrong byte', answers('x')],
    ['a server that says NOTICE and nothing else', answers(Buffer.alloc(1 << 20, notice))],
    ['a server that closes at once', (socket) => void socket.end()],
    ['a server that closes when asked', (socket) => void socket.once('data', () => socket.end())],
  ])('%s is not PostgreSQL', async (_, serve) => {
    const { failure } = await against(serve, sslMode);
    expect(failure).toMatchObject({ code: 'target-not-postgresql', kind: 'target-unavailable' });
    expect(failure?.step).toBe(sslMode === 'disable' ? 'authentication' : 'tls');
  });
});

test('a server that resets the connection is unreachable', async () => {
  const { failure } = await against((socket) => void socket.once('data', () => socket.resetAndDestroy()));
  expect(failure).toMatchObject({ code: 'target-unreachable', isTransient: true });
});

test('a server that offers TLS and then cannot speak it fails at that', async () => {
  const offer: Serve = (socket) =>
    void socket.once('data', () => {
      socket.write('S');
      socket.once('data', () => socket.write('this is no TLS\r\n'));
    });
  expect((await against(offer, 'require')).failure).toMatchObject({ code: 'target-tls-failed', step: 'tls' });
});

test('bytes put in before the handshake are refused, even when the handshake would be good', async () => {
  const { failure } = await against(answers(Buffer.concat([Buffer.from('S'), authenticationOk])), 'require');
  expect(failure).toMatchObject({ code: 'target-not-postgresql', step: 'tls' });
});

describe('silence', () => {
  const drip: Serve = (socket) => {
    speakPostgres({ login: authenticationOk })(socket);
    const timer = setInterval(() => socket.write(notice), 200);
    socket.on('close', () => clearInterval(timer));
  };
  const silentAfterOffer: Serve = (socket) => void socket.once('data', () => socket.write('S'));

  test('ends within five seconds in all, wherever it sets in', async () => {
    const results = await Promise.all([
      against(() => undefined),
      against(() => undefined, 'disable'),
      against(silentAfterOffer, 'require'),
      against(drip),
      against(speakPostgres({ login: welcome })),
    ]);
    const ends = results.map(({ failure }) => `${failure?.code} at ${failure?.step}`);
    expect(ends).toEqual([
      'target-timeout at tls',
      'target-timeout at authentication',
      'target-timeout at tls',
      'target-timeout at authentication',
      'target-timeout at database',
    ]);
  });
});

describe('bytes that hang or kill the driver', () => {
  const column = Buffer.concat([text('c'), Buffer.alloc(18)]);
  const afterQuery = (...frames: Buffer[]): Serve =>
    speakPostgres({ login: welcome, answers: [Buffer.concat(frames)] });

  test.each<[string, Serve]>([
    ['an error without a body', speakPostgres({ login: message('E') })],
    ['a notice without a body', speakPostgres({ login: message('N') })],
    ['an error whose text does not end', speakPostgres({ login: message('E', Buffer.from('MCANARY')) })],
    ['a length below itself', speakPostgres({ login: Buffer.from([0x52, 0, 0, 0, 3]) })],
    ['a length of four gigabytes', speakPostgres({ login: Buffer.from([0x52, 255, 255, 255, 255]) })],
    [
      'a login of more than 256 KiB',
      speakPostgres({ login: Buffer.alloc(1 << 20, parameter('a', 'b'.repeat(100))) }),
    ],
    ['readiness before the login', speakPostgres({ login: ready })],
    [
      'an early end of SCRAM',
      speakPostgres({
        login: Buffer.concat([
          message('R', int32(10), text('SCRAM-SHA-256'), text('')),
          authenticationOk,
          ready,
        ]),
      }),
    ],
    [
      'a row of minus one columns',
      afterQuery(message('1'), message('2'), message('T', int16(1), column), message('D', int16(-1))),
    ],
    [
      'a row wider than announced',
      afterQuery(message('1'), message('2'), message('T', int16(0)), message('D', int16(1), int32(-1))),
    ],
    ['a row out of nowhere', afterQuery(message('D', int16(0)))],
    ['columns that are not there', afterQuery(message('T', int16(3), column))],
    ['an error without a body after the login', afterQuery(message('E'))],
    ['a message of COPY', afterQuery(message('G', Buffer.from([0]), int16(0)))],
  ])('%s', async (_, serve) => {
    expect((await against(serve)).failure).toMatchObject({ code: 'target-not-postgresql' });
  });

  test('an unknown way of logging in is an answer, not a crash', async () => {
    const { failure } = await against(speakPostgres({ login: message('R', int32(7)) }));
    expect(failure).toMatchObject({ code: 'target-authentication-failed', step: 'authentication' });
  });
});

describe('words of a hostile server', () => {
  test('none of an error comes through, and its state only if it is one', async () => {
    const fields = {
      S: 'CANARY',
      C: 'CANARY',
      M: 'CANARY',
      D: 'CANARY',
      H: 'CANARY',
      W: 'CANARY',
      R: 'CANARY routine',
    };
    const { failure } = await against(speakPostgres({ login: errorResponse(fields) }));
    expect(failure).toMatchObject({ sqlState: 'XX000' });
    expect(failure?.facts).toEqual({
      failure_class: 'query',
      step: 'database',
      sqlState: 'XX000',
      severity: 'ERROR',
      routine: null,
    });
    expect(failure?.cause).toBeUndefined();
  });

  test.each([
    ['CockroachDB', 'CockroachDB CCL v23.2.0 (x86_64-pc-linux-gnu)'],
    ['Amazon Redshift', 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.12103'],
    ['YugabyteDB', 'PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu'],
    ['Greenplum', 'PostgreSQL 12.12 (Greenplum Database 7.0.0) on x86_64-pc-linux-gnu'],
  ])('%s is recognized', async (name, version) => {
    const { failure } = await against(speakPostgres({ login: welcome, answers: [answerOf(version)] }));
    expect(failure).toMatchObject({ code: 'target-not-postgresql', step: 'database' });
    expect(failure?.message).toBe(`This is ${name}, which is not PostgreSQL.`);
  });

  test('one that lacks what every PostgreSQL has is asked for its name alone', async () => {
    const lacks = Buffer.concat([errorResponse({ S: 'ERROR', C: '42883', M: 'CANARY' }), ready]);
    const script = [
      lacks,
      answerOf('PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.12103'),
    ];
    const { failure } = await against(speakPostgres({ login: welcome, answers: script }));
    expect(failure?.message).toBe('This is Amazon Redshift, which is not PostgreSQL.');
  });

  test('something else that calls itself nothing of the kind is not named', async () => {
    const { failure } = await against(
      speakPostgres({ login: welcome, answers: [answerOf('CANARY DB 1.0')] }),
    );
    expect(failure?.message).toBe('The server does not call itself PostgreSQL.');
  });

  test('PostgreSQL 11 is too old', async () => {
    const script = [answerOf('PostgreSQL 11.22 on x86_64, compiled by gcc', '110022', 'f')];
    const { failure } = await against(speakPostgres({ login: welcome, answers: script }));
    expect(failure).toMatchObject({ code: 'target-database-unusable', step: 'database' });
    expect(failure?.message).toContain('PostgreSQL 11.22');
  });

  test('a standby is as good as its primary', async () => {
    const begun = Buffer.concat([
      message('1'),
      message('2'),
      message('n'),
      message('C', text('BEGIN')),
      ready,
    ]);
    const nothing = Buffer.concat([
      message('1'),
      message('2'),
      rowDescription(5),
      message('C', text('SELECT 0')),
      ready,
    ]);
    const identity = answerOf('PostgreSQL 16.4 on x86_64, compiled by gcc', '160004', 't');
    const script = [identity, begun, answerOf('pg_catalog', '5s', '5s'), nothing];
    const result = await against(speakPostgres({ login: welcome, answers: script }));
    expect(result).toMatchObject({
      is_accepted: true,
      server: { version: '16.4', version_num: 160_004, is_standby: true },
    });
    expect(result.steps.find(({ step }) => step === 'database')?.detail).toBe('PostgreSQL 16.4, a standby.');
  });

  test('the admin console of PgBouncer is recognized before it is asked anything', async () => {
    const login = Buffer.concat([authenticationOk, parameter('server_version', '1.22.0/bouncer'), ready]);
    const { failure } = await against(speakPostgres({ login }));
    expect(failure).toMatchObject({ code: 'target-not-postgresql', step: 'database' });
    expect(failure?.message).toMatch(/admin console of PgBouncer/);
  });
});
