import { asRecord, asText, compact } from '@llm-balancer/provider'
import type { ChatRequest, JsonRecord, Tool } from '@llm-balancer/provider'
import { openaiHints } from '../chat/chat-api.ts'
import { functionTool, toToolChoice } from '../chat/to-tools.ts'
import type { OuterApi, TranslatedRequest } from '../outer-api.ts'
import { readEffort, readFormat, readNumber } from '../settings.ts'
import {
  checkParameters,
  recordsOf,
  shownType,
  type ParameterRule,
  untranslatable,
} from '../untranslatable.ts'
import { ResponseEventWriter } from './response-event-writer.ts'
import { responseAnswer } from './response-answer.ts'
import { toConversation } from './to-conversation.ts'

const rules: Readonly<Record<string, ParameterRule>> = {
  model: 'read',
  input: 'read',
  instructions: 'read',
  max_output_tokens: 'read',
  temperature: 'read',
  top_p: 'read',
  tools: 'read',
  tool_choice: 'read',
  text: 'read',
  reasoning: 'read',
  include: 'read',
  stream: 'read',
  stream_options: 'hint',
  user: 'hint',
  safety_identifier: 'hint',
  prompt_cache_key: 'hint',
  prompt_cache_retention: 'hint',
  metadata: 'hint',
  store: [false],
  background: [false],
  truncation: ['disabled'],
  top_logprobs: [0],
  parallel_tool_calls: [true],
  service_tier: ['auto', 'default'],
}

/** OpenAI's Responses as the API of an outer client. Nothing is stored: conversations go on by their items. */
export const responsesApi: OuterApi = {
  read: readResponses,
  whole: responseAnswer,
  open: (context) => new ResponseEventWriter(context),
}

function readResponses(body: JsonRecord): TranslatedRequest {
  checkParameters(body, rules)
  const text = asRecord(body['text'])
  checkParameters(text, { format: 'read', verbosity: ['medium'] })
  for (const wish of Array.isArray(body['include']) ? body['include'] : [])
    if (wish !== 'reasoning.encrypted_content') throw untranslatable(`"include" of ${shownType(wish)}`)
  const { instructions, prompt_cache_key: cacheKey } = body
  const request: ChatRequest = {
    messages: [
      ...(asText(instructions) === '' ? [] : [{ role: 'system', content: asText(instructions) } as const]),
      ...toConversation(body['input']),
    ],
    ...compact({
      maxOutputTokens: readNumber(body['max_output_tokens']),
      temperature: readNumber(body['temperature']),
      topP: readNumber(body['top_p']),
      tools: toTools(body['tools']),
      toolChoice: toToolChoice(body['tool_choice']),
      responseFormat: readFormat(text['format']),
      reasoning: readEffort(asRecord(body['reasoning'])['effort']),
      providerOptions: openaiHints(body),
    }),
  }
  return { request, ...compact({ affinityKey: asText(cacheKey) === '' ? undefined : asText(cacheKey) }) }
}

/** @throws TypeError for tools that OpenAI runs itself, or of kinds that only it has */
function toTools(tools: unknown): Tool[] | undefined {
  if (!Array.isArray(tools) || tools.length === 0) return undefined
  return recordsOf(tools, '"tools"').map((tool) => {
    if (tool['type'] !== 'function') throw untranslatable(`a tool of type ${shownType(tool['type'])}`)
    return functionTool(tool)
  })
}
