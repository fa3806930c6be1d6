import { ownOptions } from '@llm-balancer/provider'
import type { JsonObject, ProviderOptions, Warn } from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import type { Part } from './generate-content-body.ts'
import type { ModelTraits } from './model-traits.ts'

/** What each step of the mapping from a request to a body needs. */
export type Mapping = {
  readonly traits: ModelTraits
  /** True for Vertex AI, where tool calls have no ids. */
  readonly vertex: boolean
  readonly warn: Warn
}

/** A request, message part or tool, which may have options for Google. */
export type Source = { readonly providerOptions?: ProviderOptions | undefined }

/** The options of a source for Google. */
export function ownOf({ providerOptions }: Source): JsonObject {
  return ownOptions('google', providerOptions)
}

/** `value` with its source's options for Google over it, verbatim. */
export function withOwn<Value extends object>(value: Value, source: Source): Value {
  return { ...value, ...ownOf(source) }
}

/** A part whose content, apart from text or file, is in its options for Google; nothing, with a warning, for another vendor's. */
export function toOwnParts(part: Source & { readonly type: string }, { warn }: Mapping): Part[] {
  const own = ownOf(part)
  if (hasFields(own)) return [{ ...own }]
  warn(`${part.type} part`, 'left out')
  return []
}

/** A text as a part; none when it is empty and has no options, which the API refuses. */
export function toTextParts(text: string, source: Source): Part[] {
  return text === '' && !hasFields(ownOf(source)) ? [] : [withOwn({ text }, source)]
}
