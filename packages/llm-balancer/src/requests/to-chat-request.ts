import { checkKnown } from '@llm-balancer/provider'
import type { ChatMessage, ChatRequest } from '@llm-balancer/provider'
import { checkNumber, describe, isRecord, within } from '../config/checks.ts'
import type { LLMConversation, LLMRequest } from './llm-request.ts'

const known = ['prompt', 'system', 'messages', 'maxTokens', 'temperature', 'topP', 'stream'] as const

/** A simple request in the unified chat types. @throws TypeError or RangeError naming what is wrong */
export function toChatRequest(request: LLMRequest | LLMConversation): ChatRequest {
  checkKnown('request', request, known)
  return within('request', () => {
    const { system, maxTokens, temperature, topP } = request
    if (system !== undefined && typeof system !== 'string') {
      throw new TypeError(`"system" must be a string, got ${describe(system)}`)
    }
    if (maxTokens !== undefined) checkNumber('maxTokens', maxTokens, { min: 1, isInteger: true })
    if (temperature !== undefined) checkNumber('temperature', temperature, { min: 0 })
    if (topP !== undefined) checkNumber('topP', topP, { min: 0, max: 1 })
    return {
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
        ...talkOf(request),
      ],
      ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
    }
  })
}

function talkOf({ prompt, messages = [] }: LLMRequest | LLMConversation): readonly ChatMessage[] {
  if (!isList(messages)) throw new TypeError(`"messages" must be an array, got ${describe(messages)}`)
  if (prompt === undefined) {
    if (messages.length > 0) return messages
    throw new TypeError('needs a "prompt" or "messages"')
  }
  if (typeof prompt === 'string' && prompt !== '') return [...messages, { role: 'user', content: prompt }]
  const got = typeof prompt === 'string' ? 'an empty one' : describe(prompt)
  throw new TypeError(`"prompt" must be a string that is not empty, got ${got}`)
}

/** @throws TypeError when a chat request has no messages */
export function checkChatRequest(request: ChatRequest): void {
  if (!isRecord(request)) throw new TypeError(`request: must be an object, got ${describe(request)}`)
  const { messages } = request
  if (isList(messages) && messages.length > 0) return
  const got = isList(messages) ? 'an empty one' : describe(messages)
  throw new TypeError(`request: "messages" must be an array with at least one message, got ${got}`)
}

function isList(messages: unknown): boolean {
  return Array.isArray(messages)
}
