/** @file Answers `gradcheck/checkFile`: one document is checked at once, without waiting for a pause in typing. */
import type { FileStatus } from '../../protocol/requests.ts';
import { uriOf } from '../place.ts';
import type { Diagnostics } from './diagnostics.ts';

export async function checkFile(params: unknown, diagnostics: Diagnostics): Promise<FileStatus | null> {
  const uri = uriOf(params);
  return uri === null ? null : diagnostics.publish(uri);
}
