import { asRecord, collectWarnings, compact } from '@llm-balancer/provider'
import type { ChatRequest, ResponseFormat, Warn, Warning } from '@llm-balancer/provider'
import { ownOf, warnOf } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { MessagesBody, Turn } from './messages-body.ts'
import { toConversation } from './to-conversation.ts'
import { toSampling } from './to-sampling.ts'
import { toThinking } from './to-thinking.ts'
import { toTools } from './to-tools.ts'

/** What a body depends on beside the request. */
export type BodySettings = Pick<Mapping, 'model' | 'traits' | 'version'> & {
  /** `max_tokens` of requests without a limit of their own; the API requires one. */
  readonly maxOutputTokens: number
}

/** A body, and the warnings about what it could not express. */
export type BuiltMessagesBody = { readonly body: MessagesBody; readonly warnings: Warning[] }

/** Turns a request into the body of a Messages API call. `providerOptions.anthropic` overrides its fields, verbatim. */
export function buildBody(request: ChatRequest, settings: BodySettings): BuiltMessagesBody {
  const { warnings, warn } = collectWarnings()
  const { model, traits, version } = settings
  const { seed, presencePenalty, frequencyPenalty, stopSequences = [] } = request
  warnOf({ seed, presencePenalty, frequencyPenalty }, warn)
  const mapping: Mapping = { model, traits, version, warn }
  const maxTokens = request.maxOutputTokens ?? settings.maxOutputTokens
  const { system, messages } = toConversation(request.messages, mapping)
  const isUnthought = callsWithoutThoughts(messages)
  const own = withoutBudget(ownOf(request), isUnthought, warn)
  const { effort, ...wish } = toThinking(request, { traits, maxTokens }, mapping)
  const { thinking } = withoutBudget(wish, isUnthought, warn)
  const format = toFormat(request.responseFormat, warn)
  const thinks = thinking !== undefined && request.reasoning !== 'none'
  const body: MessagesBody = {
    ...compact({
      model,
      max_tokens: maxTokens,
      system: system.length > 0 ? system : undefined,
      messages,
      stop_sequences: stopSequences.length > 0 ? [...stopSequences] : undefined,
      thinking,
      output_config: effort === undefined && format === undefined ? undefined : compact({ effort, format }),
    }),
    ...toTools(request, traits.forcedTools && thinking?.type !== 'enabled', mapping),
    ...toSampling(request, { traits, thinks }, mapping),
    ...own,
  }
  return { body, warnings }
}

/**
 * True when the last answer calls tools and does not begin with thoughts, because another account's were left out. Models that think for a
 * number of tokens refuse to go on with it.
 */
function callsWithoutThoughts(turns: readonly Turn[]): boolean {
  const { content = [] } = turns.findLast(({ role }) => role === 'assistant') ?? {}
  return content.some(({ type }) => type === 'tool_use') && content[0]?.type.endsWith('thinking') !== true
}

/** Fields of a body; without a budget for thoughts where the model could not go on with one. */
function withoutBudget<Fields extends { readonly thinking?: unknown }>(
  fields: Fields,
  isUnthought: boolean,
  warn: Warn,
): Fields {
  const { thinking, ...others } = fields
  if (!isUnthought || asRecord(thinking)['type'] !== 'enabled') return fields
  warn('reasoning', 'off for this turn, whose earlier thoughts are left out')
  return others as Fields
}

function toFormat(
  format: ResponseFormat | undefined,
  warn: Warn,
): NonNullable<MessagesBody['output_config']>['format'] | undefined {
  if (format?.type !== 'json') return undefined
  if (format.schema !== undefined) return { type: 'json_schema', schema: { ...format.schema } }
  warn('responseFormat', 'JSON needs a schema')
  return undefined
}
