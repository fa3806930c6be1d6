import { asRecord, collectWarnings, compact } from '@llm-balancer/provider'
import type { ChatRequest, Warning } from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import type { GenerateContentBody } from './generate-content-body.ts'
import { ownOf } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import { toConversation } from './to-conversation.ts'
import { toGenerationConfig } from './to-generation-config.ts'
import { toTools } from './to-tools.ts'

/** What a body depends on beside the request. */
export type BodySettings = Pick<Mapping, 'traits' | 'vertex'>

/** A body, and the warnings about what it could not express. */
export type BuiltContentBody = { readonly body: GenerateContentBody; readonly warnings: Warning[] }

/**
 * Turns a request into the body of a `generateContent` call. `providerOptions.google` overrides its fields, verbatim; its
 * `generationConfig`, which has most of Gemini's settings, is merged with the body's own.
 */
export function buildBody(request: ChatRequest, { traits, vertex }: BodySettings): BuiltContentBody {
  const { warnings, warn } = collectWarnings()
  const mapping: Mapping = { traits, vertex, warn }
  const { system, contents } = toConversation(request.messages, mapping)
  const tools = toTools(request, mapping)
  const { generationConfig: ownConfig, ...own } = ownOf(request)
  const generationConfig = { ...toGenerationConfig(request, tools, mapping), ...asRecord(ownConfig) }
  const body: GenerateContentBody = {
    ...compact({
      contents,
      systemInstruction: system.length > 0 ? { parts: system } : undefined,
      generationConfig: hasFields(generationConfig) ? generationConfig : undefined,
    }),
    ...tools,
    ...own,
  }
  return { body, warnings }
}
