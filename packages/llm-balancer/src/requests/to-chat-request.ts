import {
  checkArray,
  checkBoolean,
  checkString,
  checkText,
  finite,
  mustBe,
  numberWithin,
  readOptions,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ChatMessage, ChatRequest } from '@llm-balancer/provider'
import { requestHints } from '../options/hints.ts'
import { checkRequest } from './check-request.ts'
import { checkMessages } from './check-messages.ts'
import type { AnyLLMRequest, RestartableLLMRequest } from './llm-request.ts'

type Fields = Pick<AnyLLMRequest, keyof AnyLLMRequest> & { readonly restartable: unknown }

const owner = 'request'

const table: OptionTable<Fields> = {
  prompt: [mustBe('a string that is not empty', (value) => typeof value === 'string' && value !== '')],
  model: [checkText],
  system: [checkString],
  messages: [
    (name, value, caller) => {
      const messages = checkArray(name, value, caller) as readonly unknown[]
      return messages.length === 0 ? messages : checkMessages(name, messages, caller)
    },
  ],
  maxTokens: [numberWithin({ min: 1, max: Infinity, integer: true })],
  temperature: [finite],
  topP: [numberWithin({ min: 0, max: 1 })],
  stream: [checkBoolean],
  restartable: [mustBe("true, false or 'continue'", isRestartable)],
}

function isRestartable(value: unknown): boolean {
  return typeof value === 'boolean' || value === 'continue'
}

/** A simple request in the unified chat types. @throws TypeError or RangeError naming what is wrong */
export function toChatRequest(request: AnyLLMRequest | RestartableLLMRequest): ChatRequest {
  checkRequest(owner, request, '{ prompt }')
  const {
    system,
    prompt,
    messages = [],
    maxTokens,
    temperature,
    topP,
    stream,
    restartable = false,
  } = readOptions(owner, request, table, {
    hints: requestHints,
  })
  if (restartable !== false && stream !== true)
    throw new TypeError(
      `${owner}: "restartable" is for "stream: true"; a whole answer is tried again by itself`,
    )
  if (prompt === undefined && messages.length === 0)
    throw new TypeError(`${owner}: needs a "prompt" or "messages"`)
  const all: ChatMessage[] = [...messages]
  if (system !== undefined) all.unshift({ role: 'system', content: system })
  if (prompt !== undefined) all.push({ role: 'user', content: prompt })
  const chatRequest: { -readonly [Field in keyof ChatRequest]: ChatRequest[Field] } = { messages: all }
  if (maxTokens !== undefined) chatRequest.maxOutputTokens = maxTokens
  if (temperature !== undefined) chatRequest.temperature = temperature
  if (topP !== undefined) chatRequest.topP = topP
  return chatRequest
}
