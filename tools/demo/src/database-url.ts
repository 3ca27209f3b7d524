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

const example = 'It must look like postgres://user:password@host:5432/database?sslmode=require.';
const refuse = (reason: string): never => {
  // Never the URL itself: it holds a password.
  throw new DemoFailed(`The --url cannot be used: ${reason}`, example, 2);
};

const decode = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(`${what} is not percent-encoded correctly (a % in it is written %25)`);
  }
};

/** Takes the fields out of a connection URL; whatever would be lost on the way is refused. */
export const parseDatabaseUrl = (text: string, environmentPassword?: string): TargetCredential => {
  const url = URL.canParse(text)
    ? new URL(text)
    : refuse('it is no URL (a special character may need %-encoding)');
  if (!/^postgres(ql)?:$/.test(url.protocol)) refuse('it does not begin with postgres://');
  const password = decode(url.password, 'the password') || environmentPassword;
  const sslMode = readParameters(url.searchParams);
  return {
    host: hostOf(url),
    port: url.port === '' ? 5432 : Number(url.port),
    username: decode(url.username, 'the user') || refuse('it has no user'),
    ...(password ? { password } : {}),
    database_name: databaseOf(url),
    ...(sslMode === null ? {} : { ssl_mode: sslMode }),
  };
};

const hostOf = (url: URL): string => {
  const host = decode(url.hostname, 'the host').replace(/^\[(.*)\]$/, '$1');
  if (host === '') refuse('it has no host');
  if (host.includes(',')) refuse('it has more than one host; name the primary');
  return host;
};

const databaseOf = (url: URL): string => {
  const path = url.pathname.slice(1);
  if (path.includes('/')) refuse('the database name has a slash (written %2F)');
  return decode(path, 'the database name') || refuse('it has no database');
};

const readParameters = (parameters: URLSearchParams): string | null => {
  const unknown = [...parameters.keys()].find((name) => name !== 'sslmode');
  if (unknown !== undefined) refuse(`it has a parameter that this demonstration does not know: ${unknown}`);
  return parameters.get('sslmode');
};
