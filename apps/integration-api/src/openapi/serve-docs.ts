import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from './openapi-document.ts';

/** The docs page, with everything it needs from this process: no CDN, no validator elsewhere. */
export const serveDocs = (app: NestFastifyApplication): void =>
  SwaggerModule.setup('docs', app, openApiDocument() as unknown as OpenAPIObject, {
    raw: false,
    customSiteTitle: 'Cadastre API',
    swaggerOptions: { validatorUrl: null, displayRequestDuration: true, docExpansion: 'list' },
  });
