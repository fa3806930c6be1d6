import { ownOptions } from '@llm-balancer/provider'
import type { JsonObject, ProviderOptions, Warn } from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import type { Part } from './generate-content-body.ts'
import type { ModelTraits } from './model-traits.ts'

/** What every step of turning a request into a body needs. */
export type Mapping = {
  readonly traits: ModelTraits
  /** True for Vertex AI, which knows no ids of tool calls. */
  readonly vertex: boolean
  readonly warn: Warn
}

/** A request, message part or tool, which may say something for Google alone. */
export type Source = { readonly providerOptions?: ProviderOptions | undefined }

/** What a source says for Google alone. */
export function ownOf({ providerOptions }: Source): JsonObject {
  return ownOptions('google', providerOptions)
}

/** `value` with what its source says for Google alone over it, verbatim. */
export function withOwn<Value extends object>(value: Value, source: Source): Value {
  return { ...value, ...ownOf(source) }
}

/** A part that has all, or all but its text or file, in what it says for Google; nothing and a warning for others'. */
export function toOwnParts(part: Source & { readonly type: string }, { warn }: Mapping): Part[] {
  const own = ownOf(part)
  if (hasFields(own)) return [{ ...own }]
  warn(`${part.type} part`, 'left out')
  return []
}

/** A text as a part; none when it is empty and carries nothing else, which the API refuses. */
export function toTextParts(text: string, source: Source): Part[] {
  return text === '' && !hasFields(ownOf(source)) ? [] : [withOwn({ text }, source)]
}
