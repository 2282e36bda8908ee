// Fields that several parts of a manifest share.
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Of a code, or a number of none or more. */
export const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A file of the pack, with what it takes to check it. */
export const fileFields = {
  file: v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'a plain file name')),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')),
};
