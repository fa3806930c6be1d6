import { collectWarnings, fitToolId, ownOptions, withOwnOptions } from '@llm-balancer/provider'
import type { BuiltBody, ChatRequest } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { wireMessages } from './messages.ts'
import { wireResponseFormat, wireTools } from './tools.ts'
import { wireSettings } from './wire-settings.ts'

/** The arguments of {@link requestBody}. */
export type BodyQuestion = {
  readonly modelId: string
  readonly request: ChatRequest
  readonly dialect: Dialect
  readonly stream: boolean
}

/** OpenAI takes no longer ids. Some models read theirs (`functions.weather:0`), so that what may stay as it is stays. */
const usualToolCallId = (id: string): string => fitToolId(id, { pattern: /^[!-~]{1,40}$/, length: 10 })

/** The body of a request, and warnings of the settings that it cannot express. */
export function requestBody({ modelId, request, dialect, stream }: BodyQuestion): BuiltBody {
  const { warnings, warn } = collectWarnings()
  const { toolCallId = usualToolCallId, streamUsage = true } = dialect
  const context = { ...dialect, warn, toolCallId }
  const own = ownOptions(dialect.provider, request.providerOptions)
  const body: Record<string, unknown> = {
    ...dialect.extraBody?.(own),
    model: modelId,
    messages: wireMessages(request.messages, context),
  }
  Object.assign(
    body,
    wireTools(request, context),
    wireResponseFormat(request.responseFormat),
    wireSettings(request, { dialect, fixed: { model: modelId, ...own }, warn, warnings }),
    stream && { stream },
    stream && streamUsage && { stream_options: { include_usage: true } },
  )
  return { body: withOwnOptions(body, dialect.provider, request.providerOptions), warnings }
}
