import type { ChatRequest } from '@llm-balancer/provider'
import { checkKnown } from '../config/check-known.ts'
import { checkNumber, describe, isRecord, within } from '../config/checks.ts'
import { checkMessages } from './check-messages.ts'
import { checkWord } from './check-word.ts'

/** Refuses a bad value of the setting called `name`. @throws TypeError or RangeError that names it */
type Check = (name: string, value: unknown) => void

const checks: Readonly<Record<keyof ChatRequest, Check>> = {
  messages: checkMessages,
  maxOutputTokens: number({ min: 1, isInteger: true }),
  temperature: number({ min: 0 }),
  topP: number({ min: 0, max: 1 }),
  topK: number({ min: 0, isInteger: true }),
  presencePenalty: number({ min: -Infinity }),
  frequencyPenalty: number({ min: -Infinity }),
  stopSequences: checkTexts,
  seed: number({ min: -Infinity, isInteger: true }),
  tools: checkTools,
  toolChoice: typed('auto', 'none', 'required', 'tool'),
  responseFormat: typed('text', 'json'),
  reasoning: oneOf('provider-default', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
  providerOptions: checkRecord,
  headers: checkHeaders,
}

/** Checks a whole chat request before anybody is asked. @throws TypeError or RangeError naming what is wrong */
export function checkChatRequest(request: ChatRequest): void {
  checkKnown('request', request, Object.keys(checks))
  within('request', () => {
    checks.messages('messages', request.messages)
    for (const [name, value] of Object.entries(request)) {
      if (value !== undefined && name !== 'messages') checks[name as keyof ChatRequest](name, value)
    }
  })
}

function number(bounds: Parameters<typeof checkNumber>[2]): Check {
  return (name, value) => {
    checkNumber(name, value, bounds)
  }
}

function oneOf(...words: readonly string[]): Check {
  return (name, value) => {
    checkWord(name, value, words)
  }
}

function typed(...types: readonly string[]): Check {
  return (name, value) => {
    oneOf(...types)(`${name}.type`, checkRecord(name, value)['type'])
  }
}

function checkRecord(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value
  throw new TypeError(`"${name}" must be an object, got ${describe(value)}`)
}

function checkTexts(name: string, value: unknown): void {
  if (Array.isArray(value) && value.every((text) => typeof text === 'string')) return
  throw new TypeError(`"${name}" must be an array of strings`)
}

function checkTools(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new TypeError(`"${name}" must be an array, got ${describe(value)}`)
  for (const [index, tool] of value.entries()) {
    const place = `${name}[${String(index)}]`
    typed('function', 'provider')(place, tool)
    const word = checkRecord(place, tool)['name']
    if (typeof word !== 'string') {
      throw new TypeError(`"${place}.name" must be a string, got ${describe(word)}`)
    }
  }
}

function checkHeaders(name: string, value: unknown): void {
  for (const text of Object.values(checkRecord(name, value))) {
    if (text !== undefined && typeof text !== 'string') {
      throw new TypeError(`"${name}" must be an object of strings, got ${describe(text)} in it`)
    }
  }
}
