import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnsweredProblem, AskedRequest } from './to-problem.ts';

export const aboutRequest = ({ method, url, id }: FastifyRequest): AskedRequest => ({
  method,
  url,
  correlationId: id,
});

export const sendProblem = (reply: FastifyReply, { problem, headers }: AnsweredProblem): void => {
  void reply
    .status(problem.status)
    .headers(headers)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
};
