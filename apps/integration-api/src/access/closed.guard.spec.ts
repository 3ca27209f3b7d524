import { expect, test } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiPlatform } from '../api-platform.ts';
import { ProblemFilter } from '../http/problem.filter.ts';
import { ClosedGuard } from './closed.guard.ts';

let isReached = false;

@Controller()
class Forgotten {
  @Get('forgotten')
  answer(): string {
    isReached = true;
    return 'CANARY';
  }
}

@Module({
  controllers: [Forgotten],
  providers: [
    { provide: ApiPlatform, useValue: { log: { warn() {}, error() {} } } },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: ClosedGuard },
  ],
})
class Forgetful {}

test('a method that is no endpoint and bears a route of its own is reached by nobody', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(Forgetful, new FastifyAdapter(), {
    logger: false,
  });
  await app.init();
  const { statusCode, body } = await app.inject({ method: 'GET', url: '/forgotten' });
  await app.close();
  expect([statusCode, JSON.parse(body).code, isReached]).toEqual([403, 'forbidden', false]);
});
