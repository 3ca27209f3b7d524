/**
 * For text of others in a comment. Without line ends, which would end the comment; without what is not seen, which can
 * make the line read otherwise than it is.
 */
export const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
