import { Injectable, type CanActivate } from '@nestjs/common';
import { ApiError } from '../http/api-error.ts';

/**
 * Denies by default: endpoints do not come this way. What does is a method that bears a route of Nest's own, which would be
 * answered past everything that is around endpoints.
 */
@Injectable()
export class ClosedGuard implements CanActivate {
  canActivate(): never {
    throw new ApiError('forbidden', 'This handler is open to nobody');
  }
}
