import { ApiError } from './api-error.ts';

export const maxBodyBytes = 1_048_576;
export const maxDepth = 32;

/**
 * JSON with a bound on nesting, checked on the text: a parser that recurses must not see it first.
 * An empty body is no body.
 *
 * @throws ApiError malformed-json, body-too-deep
 */
export const parseJsonBody = (bytes: Uint8Array): unknown => {
  const text = decode(bytes);
  if (text.trim() === '') return undefined;
  if (nesting(text) > maxDepth)
    throw new ApiError('body-too-deep', `The body is nested deeper than ${maxDepth} levels`);
  try {
    return JSON.parse(text, refuseProto) as unknown;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // The parser's own message quotes the body, which may hold a password.
    throw new ApiError('malformed-json', 'The body is not well-formed JSON');
  }
};

/** A byte that is not UTF-8 would silently become U+FFFD: in a name or a password, that is another one. */
const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ApiError('malformed-json', 'The body is not UTF-8');
  }
};
const utf8 = new TextDecoder('utf-8', { fatal: true });

const refuseProto = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw new ApiError('malformed-json', 'The body has a __proto__ member');
  return value;
};

/** Depth of brackets outside strings; well-formedness is the parser's business. */
const nesting = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isString) {
      if (character === '\\') at += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
};
