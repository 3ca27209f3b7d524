import type { PinnedRoute } from '../egress/pinned-route.ts';
import { tlsNotOffered } from '../failure/tls-failure.ts';
import { connectTcp, type ConnectedSocket } from './connect-tcp.ts';
import type { Deadline } from './deadline.ts';
import { GuardedStream } from './guarded-stream.ts';
import { asksForTls, shakeHands } from './request-tls.ts';
import type { StepLog } from './step-log.ts';
import type { TlsState, TlsTerms } from './tls-terms.ts';

export type Encryption = 'none' | 'if-offered' | 'required';

export type OpenedStream = {
  readonly stream: GuardedStream;
  /** The one of the pinned addresses that answered. */
  readonly address: string;
  readonly tls: TlsState;
};

/**
 * The one door to a target: TCP to a pinned address, TLS as agreed, and the check of what comes in. Connections,
 * reconnections and cancel requests all go through here.
 *
 * @throws TargetFailure of class unreachable, egress, not-postgres, tls, busy or timeout
 */
export const openStream = async (
  route: PinnedRoute,
  secure: { readonly encryption: Encryption; readonly terms: TlsTerms },
  deadline: Deadline,
  steps: StepLog,
): Promise<OpenedStream> => {
  const connected = await steps.timed('tcp', () => connectTcp(route, deadline));
  steps.passed('tcp', 'The host accepts connections on this port.');
  try {
    return await steps.timed('tls', () => secureStream(connected, secure, deadline, steps));
  } catch (error) {
    connected.socket.destroy();
    throw error;
  }
};

const secureStream = async (
  { socket, address }: ConnectedSocket,
  { encryption, terms }: { readonly encryption: Encryption; readonly terms: TlsTerms },
  deadline: Deadline,
  steps: StepLog,
): Promise<OpenedStream> => {
  const plain = (why: string): OpenedStream => {
    steps.skipped('tls', why);
    return { stream: new GuardedStream(socket), address, tls: { isEncrypted: false } };
  };
  if (encryption === 'none')
    return plain('The connection is not encrypted: this ssl_mode did not ask for it.');
  const stop = (): void => void socket.destroy();
  if ((await deadline.bound('tls', asksForTls(socket), stop)) === 'not-offered') {
    if (encryption === 'required') throw tlsNotOffered();
    return plain('The connection is not encrypted: the server does not offer TLS.');
  }
  const secured = await deadline.bound('tls', shakeHands(socket, terms), stop);
  const tls = {
    isEncrypted: true,
    protocol: secured.getProtocol() ?? 'unknown',
    cipher: secured.getCipher().name,
    verified: terms.verifies,
  } as const;
  steps.passed('tls', `Encrypted with ${tls.protocol}; ${proofs[tls.verified]}.`);
  return { stream: new GuardedStream(secured), address, tls };
};

const proofs: Readonly<Record<TlsTerms['verifies'], string>> = {
  nothing: 'the server’s certificate was not verified',
  certificate: 'the server’s certificate was verified, its name was not',
  'certificate-and-name': 'the server’s certificate and name were verified',
};
