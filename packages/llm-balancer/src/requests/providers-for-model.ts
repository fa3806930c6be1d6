import type { RunOptions } from '@llm-balancer/core'
import {
  checkArray,
  checkText,
  copyOfList,
  describeValue,
  describeWord,
  nearestWord,
  subjectOf,
  type Check,
} from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import { isChosen } from './chosen-targets.ts'

/** Names for models, each with the providers and tags that it means. */
export type ModelNames = Readonly<Record<string, readonly string[]>>

/** Names of models, each with a list of providers or tags, copied; the message names a wrong one by its place. */
export const checkModelNames: Check = (name, value, owner) => {
  if (describeValue(value) !== 'an object')
    throw new TypeError(
      `${subjectOf(name, owner)} must be an object such as { fast: ["openai"] }, got ${describeValue(value)}`,
    )
  const names = Object.entries(value as object).map(([model, words]) => [model, copyOfList(words)] as const)
  for (const [model, providers] of names) {
    const path = `${name}.${describeWord(model) === `"${model}"` ? model : '…'}`
    const words = checkArray(path, providers, owner) as readonly unknown[]
    if (words.length === 0)
      throw new TypeError(`${subjectOf(path, owner)} must name at least one provider or tag`)
    for (const [place, word] of words.entries()) checkText(`${path}[${String(place)}]`, word, owner)
  }
  return Object.fromEntries(names)
}

/**
 * The providers, or tags of providers, that a call for a model may go to: those of a name for models, or those whose model it is.
 *
 * @throws RangeError for a model that is neither, with the one that was probably meant
 */
export function providersForModel(
  subject: string,
  model: string,
  { models, registry }: { readonly models: ModelNames; readonly registry: ProviderRegistry },
): readonly string[] {
  const named = Object.hasOwn(models, model) ? models[model] : undefined
  if (named !== undefined) return named
  const serving = registry.serving(model)
  if (serving.length > 0) return serving
  const entries = registry.entries()
  const partly = entries.find(({ group }) => group?.models().includes(model))
  const served = entries.flatMap((entry) => entry.models()).filter((one) => registry.serving(one).length > 0)
  const known = [...new Set([...Object.keys(models), ...served])]
  const nearest = nearestWord(model, known)
  const hint = nearest === undefined ? '; ' : `, did you mean "${nearest}"? `
  const what =
    partly === undefined
      ? `there is no model ${describeWord(model)}${hint}`
      : `not all providers of the group "${partly.name}" have the model ${describeWord(model)}; `
  throw new RangeError(`${subject}: ${what}known models are ${known.join(', ') || '(none)'}`)
}

/** What a call's `only` is together with the providers of its model. */
export function onlyAmong(providers: readonly string[], only: RunOptions['only']): RunOptions['only'] {
  if (only === undefined) return providers
  const names = new Set(providers)
  return (target) =>
    (names.has(target.id) || target.tags.some((tag) => names.has(tag))) && isChosen(target, only)
}
