/** The id of an API key. What was typed is not said again: it may be the key itself. */
export const toKeyId = (text: string): string => {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new Error(
      'the id of a key is a UUID, as "cadastre api-key list" shows it; it is not the key itself',
    );
  return text;
};
