/** @file What the author declares about a pair by tags: which ways of calling the gradient are meant, and what is not to be checked. */
import { namesIn, tagText } from '../../frontend/tags.ts';
import { type Binding, parameterName, parametersOf, type Session } from '../sampling/session.ts';

/** The bindings that the tags `@upstream <parameter>` and `@outputForm` allow; all of them without tags. */
export function declaredBindings(session: Session, bindings: readonly Binding[]): readonly Binding[] {
  const { tags } = session.gradient;
  const upstream = namesIn(tagText(tags, 'upstream') ?? '')[0];
  const wantsOutput = tagText(tags, 'outputForm') !== null;
  const names = parametersOf(session.gradient).map(parameterName);
  return bindings.filter((binding) => {
    if (wantsOutput && !binding.outputForm && !binding.gradient.some((source) => source.kind === 'output'))
      return false;
    if (upstream === undefined || !names.includes(upstream)) return true;
    const source = binding.gradient[names.indexOf(upstream)];
    return binding.upstream !== null && source?.kind === 'input' && source.spec === binding.upstream;
  });
}

/** Whether the gradient is declared to stand in for one that does not exist, or is overridden on purpose. */
export function isDeclaredSurrogate({ value, gradient }: Pick<Session, 'value' | 'gradient'>): boolean {
  return [...value.tags, ...gradient.tags].some((tag) => tag.name === 'surrogate');
}
