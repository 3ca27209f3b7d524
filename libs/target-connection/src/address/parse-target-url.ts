import { InvalidInput } from '@cadastre/errors';
import { SslMode } from '@cadastre/events';
import { parseHost } from './host-grammar.ts';

/** The fields of a pasted `postgres://` URL. What it did not say is null. */
export type ParsedTargetUrl = {
  readonly host: string;
  readonly port: number;
  readonly database_name: string;
  readonly username: string;
  readonly password: string | null;
  readonly ssl_mode: SslMode | null;
  /** Parameters that are accepted and have no effect here. */
  readonly ignored: readonly string[];
};

/** Everything else could override the host, reach a socket or read a local file. */
const parameters = new Set(['sslmode', 'application_name', 'connect_timeout', 'channel_binding', 'dbname']);

const refuse = (detail: string): InvalidInput => new InvalidInput([{ pointer: '/url', detail }]);

/**
 * Our own strict grammar, into plain fields: one host, no socket, no service, five parameters.
 * @throws InvalidInput, which never repeats any part of the URL: it holds a password
 */
export const parseTargetUrl = (url: string): ParsedTargetUrl => {
  if (url.length > 4_096) throw refuse('is longer than 4,096 characters');
  if (/[\u0000-\u0020\u007f#\\]/.test(url))
    throw refuse('holds a space, a control character, "#" or "\\"; write them percent-encoded');
  const match = /^postgres(?:ql)?:\/\/([^/?]*)(?:\/([^/?]*))?(?:\?([^?]*))?$/.exec(url);
  if (match === null)
    throw refuse('is not of the form postgres://user:password@host:port/database?sslmode=…');
  const [, authority = '', path = '', query = ''] = match;
  const given = parseParameters(query);
  return {
    ...parseAuthority(authority),
    database_name: chooseDatabase(decode(path, 'database name'), given.get('dbname')),
    ssl_mode: parseSslMode(given.get('sslmode')),
    ignored: [...given.keys()].filter((name) => name !== 'sslmode' && name !== 'dbname'),
  };
};

const parseAuthority = (authority: string) => {
  const [credentials, address, ...rest] = authority.split('@');
  if (credentials === undefined || address === undefined || rest.length > 0) {
    throw refuse('has no user name, or a second "@": inside a user name or password it is written %40');
  }
  const colon = credentials.indexOf(':');
  const username = decode(colon < 0 ? credentials : credentials.slice(0, colon), 'user name');
  if (username === '') throw refuse('has no user name');
  return {
    ...parseAddress(address),
    username,
    password: colon < 0 ? null : decode(credentials.slice(colon + 1), 'password'),
  };
};

const parseAddress = (address: string): { host: string; port: number } => {
  if (address.includes(',')) throw refuse('names several hosts; give the one to connect to');
  const match = /^(?:\[([^\][]*)\]|([^:\][]*))(?::([^:]*))?$/.exec(address);
  if (match === null) throw refuse('has no host and port that can be read; an IPv6 address goes in brackets');
  const [, bracketed, plain, port] = match;
  const host = parseHost(bracketed ?? plain ?? '');
  if (host.kind === 'refused') throw refuse(`the host ${host.why}`);
  if ((host.kind === 'ipv6') !== (bracketed !== undefined))
    throw refuse('only an IPv6 address goes in brackets');
  return { host: host.text, port: port === undefined ? 5432 : parsePort(port) };
};

const parsePort = (text: string): number => {
  const port = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw refuse('the port must be a number from 1 to 65535');
  return port;
};

const parseParameters = (query: string): Map<string, string> => {
  const given = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', value, ...rest] = pair.split('=');
    if (!parameters.has(name)) {
      throw refuse(`only the parameters ${[...parameters].join(', ')} are understood`);
    }
    if (value === undefined || rest.length > 0 || given.has(name))
      throw refuse(`the parameter ${name} is malformed or repeated`);
    given.set(name, decode(value, name));
  }
  return given;
};

const chooseDatabase = (path: string, parameter: string | undefined): string => {
  if (path !== '' && parameter !== undefined && parameter !== path) throw refuse('names two databases');
  const name = parameter ?? path;
  if (name === '') throw refuse('names no database: add /database');
  return name;
};

const parseSslMode = (text: string | undefined): SslMode | null => {
  if (text === undefined) return null;
  const mode = SslMode.safeParse(text);
  if (!mode.success) throw refuse(`sslmode must be one of ${SslMode.options.join(', ')}`);
  return mode.data;
};

const decode = (text: string, what: string): string => {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw refuse(`the ${what} is not properly percent-encoded UTF-8`);
  }
  if (decoded.includes('\0')) throw refuse(`the ${what} holds a NUL character`);
  return decoded;
};
