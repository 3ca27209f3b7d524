import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../http/api-error.ts';
import { routeOf } from '../http/endpoint.ts';
import { IdentifyCaller } from './identify-caller.ts';

/** Denies by default: only a handler that is an endpoint of the contract is reached, and by whom its route says. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly callers: IdentifyCaller) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = routeOf(context.getHandler());
    if (route === undefined) throw new ApiError('forbidden', 'This handler is open to nobody');
    if (route.access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.caller = await this.callers.of(request.headers);
    return true;
  }
}
