import { headerNames, type Route } from '@cadastre/api-contract';

type AnswerOptions = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a handler answers, where it is more than a body with the usual status. */
export class Answer<Body = unknown> {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly body: Body,
    options: AnswerOptions = {},
  ) {
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

/** Its own, or else the usual one of its route. */
export const statusOf = ({ status }: Answer, { answers }: Route): number =>
  status ?? answers[0]?.status ?? 200;

/** The answer to a command: `Cadastre-Commit` names what a query may wait for; none where nothing had to change. */
export const committed = <Body>(
  body: Body,
  { commitId, location }: { commitId: string | null; location?: string },
): Answer<Body> =>
  new Answer(body, {
    headers: {
      ...(commitId === null ? {} : { [headerNames.commit]: commitId }),
      ...(location === undefined ? {} : { Location: location }),
    },
  });
