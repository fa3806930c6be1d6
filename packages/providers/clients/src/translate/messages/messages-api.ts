import { asCount, asRecord, asRecords, asText, compact, isJsonRecord } from '@llm-balancer/provider'
import type {
  ChatMessage,
  ChatRequest,
  FunctionTool,
  JsonObject,
  JsonRecord,
  ProviderOptions,
  ReasoningEffort,
  ToolChoice,
} from '@llm-balancer/provider'
import { messageAnswer, MessageEventWriter } from '@llm-balancer/provider/answers'
import type { OuterApi, TranslatedRequest } from '../outer-api.ts'
import { readEffort, readFormat, readNumber, readStops } from '../settings.ts'
import {
  checkParameters,
  recordsOf,
  shownType,
  untranslatable,
  type ParameterRule,
} from '../untranslatable.ts'
import { cacheOptions } from './cache-options.ts'
import { toConversation } from './to-conversation.ts'

const rules: Readonly<Record<string, ParameterRule>> = {
  model: 'read',
  messages: 'read',
  system: 'read',
  max_tokens: 'read',
  temperature: 'read',
  top_p: 'read',
  top_k: 'read',
  stop_sequences: 'read',
  tools: 'read',
  tool_choice: 'read',
  thinking: 'read',
  output_config: 'read',
  stream: 'read',
  cache_control: 'hint',
  metadata: 'hint',
  betas: 'hint',
  service_tier: ['auto', 'standard_only'],
  mcp_servers: [[]],
}

/** Anthropic's Messages as the API of an outer client. */
export const messagesApi: OuterApi = {
  read: readMessages,
  whole: messageAnswer,
  open: (context) => new MessageEventWriter(context),
}

function readMessages(body: JsonRecord): TranslatedRequest {
  checkParameters(body, rules)
  const output = asRecord(body['output_config'])
  const request: ChatRequest = {
    messages: [...toSystem(body['system']), ...toConversation(body['messages'])],
    ...compact({
      maxOutputTokens: readNumber(body['max_tokens']),
      temperature: readNumber(body['temperature']),
      topP: readNumber(body['top_p']),
      topK: readNumber(body['top_k']),
      stopSequences: readStops(body['stop_sequences']),
      tools: toTools(body['tools']),
      toolChoice: toToolChoice(body['tool_choice']),
      responseFormat: readFormat(output['format']),
      reasoning: effortOf(body),
      providerOptions: anthropicOptions(body),
    }),
  }
  return { request }
}

function toSystem(system: unknown): ChatMessage[] {
  if (typeof system === 'string') return [{ role: 'system', content: system }]
  if (system === undefined || system === null) return []
  return recordsOf(system, '"system"').map((block) => {
    if (block['type'] !== 'text')
      throw untranslatable(`"system" with a block of type ${shownType(block['type'])}`)
    return { role: 'system', content: asText(block['text']), ...cacheOptions(block) }
  })
}

/** @throws TypeError for tools that Anthropic runs or has trained its models for */
function toTools(tools: unknown): FunctionTool[] | undefined {
  if (!Array.isArray(tools) || tools.length === 0) return undefined
  return recordsOf(tools, '"tools"').map((tool) => {
    const {
      type = 'custom',
      name,
      description,
      input_schema: schema,
      strict,
      input_examples: examples,
    } = tool
    if (type !== 'custom') throw untranslatable(`a tool of type ${shownType(type)}`)
    return {
      type: 'function',
      name: asText(name),
      ...compact({
        description: typeof description === 'string' ? description : undefined,
        strict: typeof strict === 'boolean' ? strict : undefined,
        inputExamples: Array.isArray(examples)
          ? asRecords(examples).map((input) => ({ input: input as JsonObject }))
          : undefined,
      }),
      inputSchema: isJsonRecord(schema) ? schema : { type: 'object', properties: {} },
      ...cacheOptions(tool),
    }
  })
}

function toToolChoice(choice: unknown): ToolChoice | undefined {
  if (!isJsonRecord(choice)) return undefined
  const { type, name, disable_parallel_tool_use: isSingle } = choice
  if (isSingle === true) throw untranslatable('"tool_choice.disable_parallel_tool_use"')
  if (type === 'auto' || type === 'none') return { type }
  if (type === 'any') return { type: 'required' }
  if (type === 'tool') return { type: 'tool', toolName: asText(name) }
  throw untranslatable(`a tool choice of type ${shownType(type)}`)
}

/** The effort that comes closest to what Claude is asked for: a word, or a share of the tokens. */
function effortOf({
  thinking,
  output_config: output,
  max_tokens: most,
}: JsonRecord): ReasoningEffort | undefined {
  const word = readEffort(asRecord(output)['effort'])
  if (word !== undefined) return word
  const { type, budget_tokens: budget } = asRecord(thinking)
  if (type === 'disabled') return 'none'
  if (type !== 'enabled') return undefined
  const share = (asCount(budget) ?? 0) / (asCount(most) ?? Infinity)
  if (share <= 0.3) return 'low'
  if (share <= 0.5) return 'medium'
  if (share <= 0.7) return 'high'
  return share <= 0.85 ? 'xhigh' : 'max'
}

/** What Claude alone understands goes to it as it came. */
function anthropicOptions({
  thinking,
  metadata,
  cache_control: cache,
}: JsonRecord): ProviderOptions | undefined {
  const own = compact({
    thinking: isJsonRecord(thinking) ? (thinking as JsonObject) : undefined,
    metadata: isJsonRecord(metadata) ? (metadata as JsonObject) : undefined,
    cache_control: isJsonRecord(cache) ? (cache as JsonObject) : undefined,
  })
  return Object.keys(own).length === 0 ? undefined : { anthropic: own }
}
