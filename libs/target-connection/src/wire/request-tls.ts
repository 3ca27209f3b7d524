import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { closedWithoutAnswer, speaksAnotherProtocol } from '../failure/not-postgres.ts';
import { toSocketFailure } from '../failure/socket-failure.ts';
import { TargetFailure } from '../failure/target-failure.ts';
import { toTlsFailure } from '../failure/tls-failure.ts';
import { tlsOptions, type TlsTerms } from './tls-terms.ts';

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Asks a PostgreSQL server, before anything else is said, whether it speaks TLS here. */
export const asksForTls = (socket: Socket): Promise<'offered' | 'not-offered'> =>
  new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const settle = (outcome: () => void): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      outcome();
    };
    const onError = (error: Error): void => settle(() => reject(toSocketFailure(error, 'tls')));
    const onClose = (): void =>
      settle(() => reject(answer.length === 0 ? closedWithoutAnswer('tls') : speaksAnotherProtocol('tls')));
    const onData = (chunk: Buffer): void => {
      answer = Buffer.concat([answer, chunk.subarray(0, 6)]);
      const reading = readAnswer(answer);
      if (reading === 'incomplete') return;
      socket.pause();
      settle(() => (reading instanceof TargetFailure ? reject(reading) : resolve(reading)));
    };
    socket.on('data', onData).on('error', onError).on('close', onClose);
    socket.write(sslRequest);
  });

const isSingle = (answer: Buffer): boolean => answer.length === 1;

/**
 * The answer is one byte. More than that before the handshake was put in by somebody else on the way
 * (CVE-2021-23222), or is the greeting of another protocol that happens to begin with the same letter.
 */
const readAnswer = (answer: Buffer): 'offered' | 'not-offered' | 'incomplete' | TargetFailure => {
  switch (String.fromCharCode(answer[0] ?? 0)) {
    case 'S':
      return isSingle(answer) ? 'offered' : speaksAnotherProtocol('tls');
    case 'N':
      return isSingle(answer) ? 'not-offered' : speaksAnotherProtocol('tls');
    case 'E':
      return readError(answer);
    default:
      return speaksAnotherProtocol('tls');
  }
};

/** A server that cannot even start a session says so in an ErrorResponse; its text comes from nobody we know. */
const readError = (answer: Buffer): 'incomplete' | TargetFailure => {
  if (answer.length < 5) return 'incomplete';
  const length = answer.readUInt32BE(1);
  if (length < 5 || length > 65_536) return speaksAnotherProtocol('tls');
  return new TargetFailure('busy', 'tls', {
    detail: 'The server could not start a session.',
    hint: 'Look at the server’s log; try again later.',
  });
};

/** @throws TargetFailure of class tls */
export const shakeHands = async (socket: Socket, terms: TlsTerms): Promise<TLSSocket> => {
  try {
    // Throws at once where OpenSSL cannot take a certificate that was given.
    return await secureConnected(connect({ socket, ...tlsOptions(terms) }));
  } catch (error) {
    throw toTlsFailure(error);
  }
};

const secureConnected = (secured: TLSSocket): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      secured.destroy();
      reject(error);
    };
    const onClose = (): void => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    secured.once('error', onError).once('close', onClose);
    secured.once('secureConnect', () => {
      secured.off('error', onError).off('close', onClose);
      secured.on('error', () => undefined);
      resolve(secured);
    });
  });
