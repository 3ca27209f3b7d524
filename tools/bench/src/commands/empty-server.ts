import 'reflect-metadata';
import { Body, Controller, HttpCode, Inject, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createPool } from '@cadastre/postgres';

/**
 * What the API is held against: Nest on Fastify, one handler, one INSERT by a prepared statement, nothing else. A process of its own, as
 * the API is.
 */
@Controller()
class EmptyController {
  constructor(@Inject(pg.Pool) private readonly pool: pg.Pool) {}

  @Post('integrations/:id/sync')
  @HttpCode(202)
  async post(@Param('id') id: string, @Body() body: object): Promise<{ id: string }> {
    await this.pool.query({
      name: 'insert',
      text: 'insert into plain_commands (integration_id, body) values ($1, $2)',
      values: [id, JSON.stringify(body)],
    });
    return { id };
  }
}

const [url = ''] = process.argv.slice(2);
const pool = createPool({ connectionString: url, max: 10, applicationName: 'bench empty server' });
await pool.query(
  'create table if not exists plain_commands (id bigint generated always as identity primary key, integration_id text not null, body json not null)',
);

@Module({ controllers: [EmptyController], providers: [{ provide: pg.Pool, useValue: pool }] })
class EmptyModule {}

const app = await NestFactory.create<NestFastifyApplication>(EmptyModule, new FastifyAdapter(), {
  logger: false,
});
await app.listen(0, '127.0.0.1');
process.stdout.write(`${JSON.stringify({ url: await app.getUrl() })}\n`);
