import type { FastifyRequest } from 'fastify';
import type { Cancellation } from '../cancellation.ts';

type Connected = Pick<FastifyRequest['raw'], 'socket'>;

/**
 * A client that hangs up does not wait for its answer, and may have asked another process meanwhile: a request can lie in the socket of a
 * process that stands still until long after. The end of the connection lies right behind it there, and is read before the database has
 * answered anything. A proxy that keeps its own connection open hides it.
 *
 * Node closes a connection whose client has ended its half, so nobody hears an answer then either.
 */
export const untilHangUp = (request: Connected): Cancellation => ({
  isCancelled: () => hasHungUp(request),
  deadlineAt: Infinity,
});

export const hasHungUp = ({ socket }: Connected): boolean => socket.readableEnded || socket.destroyed;
