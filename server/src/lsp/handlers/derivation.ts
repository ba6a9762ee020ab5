/** @file Answers `gradcheck/derivation`: the steps of the service, each typeset for a page, and all of them as one block of LaTeX. */
import type { DerivationResult, ProblemResult } from '../../protocol/requests.ts';
import { alignedDerivation } from '../../render/aligned.ts';
import type { ServerContext } from '../context.ts';
import { placeOf } from '../place.ts';

export async function derivation(context: ServerContext, params: unknown): Promise<DerivationResult | ProblemResult> {
  const place = await placeOf(context, params);
  if (place === null) return { problem: 'There is no open TypeScript or JavaScript document at this place to derive.' };
  const { source, offset, service } = place;
  const derived = service.derivation(source.path, source.text, offset);
  if ('problem' in derived) return derived;
  const steps: DerivationResult['steps'][number][] = [];
  for (const { rule, latex, text } of derived.steps) {
    steps.push({ rule, latex, text, svg: await context.typesetting.inlineSvg(latex) });
  }
  const { title, wrt, typescript } = derived;
  return { title, wrt, steps, latex: alignedDerivation(derived.steps), typescript };
}
