import { Controller } from '@nestjs/common';
import { problems, routes } from '@cadastre/api-contract';
import { ApiPlatform } from '../api-platform.ts';
import { asyncApiDocument } from '../asyncapi/asyncapi-document.ts';
import { Answer } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import { Endpoint } from '../http/endpoint.ts';
import { docsAsset, docsAssetType, docsPage, docsPolicy } from './docs-page.ts';
import { openApiDocument } from './openapi-document.ts';
import { problemPage } from './problem-page.ts';

/** What explains the API to people and programs. */
@Controller()
export class DocumentsController {
  private readonly document = openApiDocument();
  private readonly events: unknown;

  constructor({ kafka }: ApiPlatform) {
    this.events = asyncApiDocument(kafka?.topics);
  }

  @Endpoint(routes.getStart)
  getStart(): Answer {
    return new Answer(undefined, { status: 302, headers: { Location: '/docs' } });
  }

  @Endpoint(routes.getOpenApi)
  getOpenApi(): unknown {
    return this.document;
  }

  @Endpoint(routes.getAsyncApi)
  getAsyncApi(): unknown {
    return this.events;
  }

  @Endpoint(routes.getDocs)
  getDocs(): Answer {
    return new Answer(docsPage, {
      headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': docsPolicy },
    });
  }

  @Endpoint(routes.getDocsAsset)
  getDocsAsset({ params }: Call<typeof routes.getDocsAsset>): Answer {
    return new Answer(docsAsset(params.asset), {
      headers: { 'Content-Type': docsAssetType(params.asset), 'Cache-Control': 'public, max-age=3600' },
    });
  }

  @Endpoint(routes.getProblemPage)
  getProblemPage({ params }: Call<typeof routes.getProblemPage>): Answer {
    return new Answer(problemPage(params.code, problems[params.code]), {
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    });
  }
}
