import { InvalidInput } from '@cadastre/errors';
import { parseTargetUrl, type ParsedTargetUrl } from '@cadastre/target-connection';
import { DemoFailed } from './demo-failed.ts';

/** The fields of A1's `credential`. */
export type TargetCredential = {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  readonly database_name: string;
  readonly ssl_mode?: string;
};

/** Takes the fields out of a connection URL by the product's own strict grammar; never repeats the URL. */
export const parseDatabaseUrl = (url: string, environmentPassword?: string): TargetCredential => {
  const { ignored: _, password, ssl_mode, ...address } = parse(url);
  const secret = password ?? environmentPassword;
  return {
    ...address,
    ...(secret ? { password: secret } : {}),
    ...(ssl_mode === null ? {} : { ssl_mode }),
  };
};

const parse = (url: string): ParsedTargetUrl => {
  try {
    return parseTargetUrl(url);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new DemoFailed(
      `The --url ${error.issues.map(({ detail }) => detail).join('; ')}.`,
      'It looks like postgres://user:password@host:5432/database?sslmode=require.',
      2,
    );
  }
};
