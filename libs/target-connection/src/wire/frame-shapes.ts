/** One backend message, whole: its type and where its body lies. */
export type Frame = {
  readonly type: string;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
};

/** Position behind the string that starts at `from`, or -1 where its end is not inside the frame. */
const afterString = ({ bytes, end }: Frame, from: number): number => {
  const zero = bytes.indexOf(0, from);
  return zero < 0 || zero >= end ? -1 : zero + 1;
};

const isEmpty = ({ start, end }: Frame): boolean => start === end;

const hasStrings = (frame: Frame, from: number, count: number): boolean => {
  let at = from;
  for (let index = 0; index < count && at >= 0; index += 1) at = afterString(frame, at);
  return at === frame.end;
};

/** Fields of a type byte and a string each, then a zero. Without that zero pg reads past the end for ever. */
const isNotice = (frame: Frame): boolean => {
  let at = frame.start;
  while (at >= 0 && at < frame.end && frame.bytes[at] !== 0) at = afterString(frame, at + 1);
  return at === frame.end - 1;
};

const isRowDescription = (frame: Frame): boolean => {
  if (frame.end - frame.start < 2) return false;
  const count = frame.bytes.readInt16BE(frame.start);
  let at = frame.start + 2;
  for (let index = 0; index < count; index += 1) {
    const afterName = afterString(frame, at);
    if (afterName < 0) return false;
    at = afterName + 18;
  }
  return count >= 0 && at === frame.end;
};

const isDataRow = ({ bytes, start, end }: Frame): boolean => {
  if (end - start < 2) return false;
  const count = bytes.readInt16BE(start);
  let at = start + 2;
  for (let index = 0; index < count; index += 1) {
    if (at + 4 > end) return false;
    const length = bytes.readInt32BE(at);
    if (length < -1) return false;
    at += 4 + Math.max(0, length);
  }
  return count >= 0 && at === end;
};

const isParameterDescription = ({ bytes, start, end }: Frame): boolean =>
  end - start >= 2 && bytes.readUInt16BE(start) * 4 + 2 === end - start;

/** Kerberos, GSSAPI, SSPI and whatever comes later: pg throws on them. */
const isAuthentication = (frame: Frame): boolean => {
  const { bytes, start, end } = frame;
  if (end - start < 4) return false;
  switch (bytes.readInt32BE(start)) {
    case 0:
    case 3:
      return end - start === 4;
    case 5:
      return end - start === 8;
    case 10:
      return isMechanismList(frame);
    case 11:
    case 12:
      return true;
    default:
      return false;
  }
};

const isMechanismList = (frame: Frame): boolean => {
  let at = frame.start + 4;
  while (at >= 0 && at < frame.end && frame.bytes[at] !== 0) at = afterString(frame, at);
  return at === frame.end - 1;
};

type Shape = { readonly most: number; readonly fits: (frame: Frame) => boolean };
const kib = 1_024;
export const mib = 1_024 * kib;

/** What may come before the server is ready for the first statement; bounds are for the whole message. */
export const loginShapes: Readonly<Record<string, Shape>> = {
  R: { most: 64 * kib, fits: isAuthentication },
  E: { most: 64 * kib, fits: isNotice },
  N: { most: 64 * kib, fits: isNotice },
  S: { most: 64 * kib, fits: (frame) => hasStrings(frame, frame.start, 2) },
  K: { most: 64 * kib, fits: ({ start, end }) => end - start === 8 },
  Z: {
    most: 5,
    fits: ({ bytes, start, end }) =>
      end - start === 1 && 'ITE'.includes(String.fromCharCode(bytes[start] ?? 0)),
  },
};

const marker: Shape = { most: 4, fits: isEmpty };

/** What may come later. Nothing of COPY or replication: Cadastre asks for neither. */
export const sessionShapes: Readonly<Record<string, Shape>> = {
  E: { most: mib, fits: isNotice },
  N: { most: mib, fits: isNotice },
  S: { most: mib, fits: (frame) => hasStrings(frame, frame.start, 2) },
  Z: loginShapes.Z as Shape,
  T: { most: mib, fits: isRowDescription },
  D: { most: 8 * mib, fits: isDataRow },
  C: { most: mib, fits: (frame) => hasStrings(frame, frame.start, 1) },
  A: { most: mib, fits: (frame) => frame.end - frame.start >= 4 && hasStrings(frame, frame.start + 4, 2) },
  t: { most: mib, fits: isParameterDescription },
  '1': marker,
  '2': marker,
  '3': marker,
  I: marker,
  n: marker,
  s: marker,
};
