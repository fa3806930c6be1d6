import type { ChatMessage, ChatRequest } from '@llm-balancer/provider'
import { checkKnown } from '../config/check-known.ts'
import { checkNumber, describe, within } from '../config/checks.ts'
import { checkMessages } from './check-messages.ts'
import type { AnyLLMRequest } from './llm-request.ts'

const known = ['prompt', 'system', 'messages', 'maxTokens', 'temperature', 'topP', 'stream'] as const

/** A simple request in the unified chat types. @throws TypeError or RangeError naming what is wrong */
export function toChatRequest(request: AnyLLMRequest): ChatRequest {
  checkKnown('request', request, known)
  return within('request', () => {
    const { system, maxTokens, temperature, topP, stream } = request
    if (stream !== undefined && typeof stream !== 'boolean') {
      throw new TypeError(`"stream" must be true or false, got ${describe(stream)}`)
    }
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

function talkOf({ prompt, messages = [] }: AnyLLMRequest): readonly ChatMessage[] {
  if (!isList(messages)) throw new TypeError(`"messages" must be an array, got ${describe(messages)}`)
  if (messages.length > 0) checkMessages('messages', messages)
  if (prompt === undefined) {
    if (messages.length > 0) return messages
    throw new TypeError('needs a "prompt" or "messages"')
  }
  if (typeof prompt === 'string' && prompt !== '') return [...messages, { role: 'user', content: prompt }]
  const got = typeof prompt === 'string' ? 'an empty one' : describe(prompt)
  throw new TypeError(`"prompt" must be a string that is not empty, got ${got}`)
}

function isList(messages: unknown): boolean {
  return Array.isArray(messages)
}
