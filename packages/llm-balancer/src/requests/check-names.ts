import type { RunOptions } from '@llm-balancer/core'
import { describeWord, nearestWord, subjectOf } from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'

/**
 * Refuses a misspelt name in `only`, `exclude` and `prefer`: unrefused, it would exclude no provider, or all of them, or mean nothing. A name that is
 * like none is taken for one that has been removed, or that will be added.
 *
 * @throws RangeError with the name that was probably meant
 */
export function checkNames(
  owner: string,
  { only, exclude, prefer }: Pick<RunOptions, 'only' | 'exclude' | 'prefer'>,
  registry: ProviderRegistry,
): void {
  if (only !== undefined && typeof only !== 'function')
    checkEach(subjectOf('only', owner), [only].flat(), registry)
  if (prefer !== undefined) checkEach(subjectOf('prefer', owner), [prefer].flat(), registry)
  if (exclude !== undefined) checkEach(subjectOf('exclude', owner), [exclude].flat(), registry)
}

function checkEach(subject: string, names: readonly string[], registry: ProviderRegistry): void {
  const unknown = names.filter((name) => !registry.knowsWord(name))
  if (unknown.length === 0) return
  const known = registry
    .entries()
    .flatMap(({ name, targets, group }) => [
      name,
      ...(group?.names() ?? []),
      ...targets.flatMap(({ id }) => (id === name ? [] : [id])),
      ...targets.flatMap((target) => target.options().tags ?? []),
    ])
  for (const name of unknown) {
    const nearest = nearestWord(name, known)
    if (nearest === undefined) continue
    throw new RangeError(
      `${subject}: there is no provider or tag ${describeWord(name)}, did you mean "${nearest}"?`,
    )
  }
}
