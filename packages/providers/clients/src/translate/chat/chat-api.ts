import { asText, compact } from '@llm-balancer/provider'
import type { ChatRequest, JsonRecord, ProviderOptions } from '@llm-balancer/provider'
import { chatAnswer, ChatEventWriter } from '@llm-balancer/provider/answers'
import type { OuterApi, TranslatedRequest } from '../outer-api.ts'
import { readEffort, readFormat, readNumber, readStops } from '../settings.ts'
import { checkParameters, type ParameterRule } from '../untranslatable.ts'
import { toMessages } from './to-messages.ts'
import { toToolChoice, toTools } from './to-tools.ts'

const rules: Readonly<Record<string, ParameterRule>> = {
  model: 'read',
  messages: 'read',
  max_completion_tokens: 'read',
  max_tokens: 'read',
  temperature: 'read',
  top_p: 'read',
  presence_penalty: 'read',
  frequency_penalty: 'read',
  stop: 'read',
  seed: 'read',
  tools: 'read',
  tool_choice: 'read',
  response_format: 'read',
  reasoning_effort: 'read',
  stream: 'read',
  stream_options: 'read',
  user: 'hint',
  safety_identifier: 'hint',
  prompt_cache_key: 'hint',
  prompt_cache_retention: 'hint',
  metadata: 'hint',
  n: [1],
  logprobs: [false],
  logit_bias: [{}],
  modalities: [['text']],
  parallel_tool_calls: [true],
  service_tier: ['auto', 'default'],
  store: [false],
  verbosity: ['medium'],
}

/** OpenAI's chat completions as the API of an outer client. */
export const chatApi: OuterApi = {
  read: readChat,
  whole: chatAnswer,
  open: (context) => new ChatEventWriter(context),
}

function readChat(body: JsonRecord): TranslatedRequest {
  checkParameters(body, rules)
  const { prompt_cache_key: cacheKey } = body
  const request: ChatRequest = {
    messages: toMessages(body['messages']),
    ...compact({
      maxOutputTokens: readNumber(body['max_completion_tokens'] ?? body['max_tokens']),
      temperature: readNumber(body['temperature']),
      topP: readNumber(body['top_p']),
      presencePenalty: readNumber(body['presence_penalty']),
      frequencyPenalty: readNumber(body['frequency_penalty']),
      seed: readNumber(body['seed']),
      stopSequences: readStops(body['stop']),
      reasoning: readEffort(body['reasoning_effort']),
      tools: toTools(body['tools']),
      toolChoice: toToolChoice(body['tool_choice']),
      responseFormat: readFormat(body['response_format']),
      providerOptions: openaiHints(body),
    }),
  }
  return { request, ...compact({ affinityKey: asText(cacheKey) === '' ? undefined : asText(cacheKey) }) }
}

/** What means something to OpenAI alone and changes no answer: it reaches targets of OpenAI's. */
export function openaiHints(body: JsonRecord): ProviderOptions | undefined {
  const hints = ['user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention'].flatMap(
    (name) => {
      const value = body[name]
      return typeof value === 'string' ? [[name, value] as const] : []
    },
  )
  return hints.length === 0 ? undefined : { openai: Object.fromEntries(hints) }
}
