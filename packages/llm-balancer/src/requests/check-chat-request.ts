import {
  checkArray,
  checkObject,
  checkOneOf,
  checkString,
  checkTexts,
  finite,
  numberWithin,
  oneOf,
  readOptions,
  readProperty,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { checkHeaders as checkRecord, type ChatRequest } from '@llm-balancer/provider'
import { checkSchema } from '../objects/read-object.ts'
import type { LLMObjectRequest } from '../objects/object-request.ts'
import { chatHints } from '../options/hints.ts'
import { checkRequest } from './check-request.ts'
import { checkMessages } from './check-messages.ts'

const anyNumber = numberWithin({ min: -Infinity, max: Infinity })

/** An object whose `type` is one of these words. */
function typed(...types: readonly string[]): Check {
  return (name, value, owner) => {
    checkObject(name, value, owner)
    checkOneOf(`${name}.type`, readProperty(value, 'type'), types, owner)
    return value
  }
}

const generateHints = { ...chatHints, stream: 'stream()' }
const streamHints = { ...chatHints, schema: 'generate()' }

const checkTool = typed('function', 'provider')
const checkTools: Check = (name, value, owner) => {
  const tools = checkArray(name, value, owner) as readonly unknown[]
  for (const [index, tool] of tools.entries()) {
    const place = `${name}[${String(index)}]`
    checkTool(place, tool, owner)
    checkString(`${place}.name`, readProperty(tool, 'name'), owner)
  }
  return value
}

const checkHeaders: Check = (name, value, owner) => {
  checkObject(name, value, owner)
  // Models that are not this project's read a record and nothing else.
  if (Symbol.iterator in (value as object))
    throw new TypeError(`${subjectOf(name, owner)} must be a plain object; use Object.fromEntries(headers)`)
  return checkRecord(name, value, owner)
}

const table: OptionTable<ChatRequest> = {
  messages: [checkMessages, required],
  maxOutputTokens: [numberWithin({ min: 1, max: Infinity, integer: true })],
  temperature: [finite],
  topP: [numberWithin({ min: 0, max: 1 })],
  topK: [numberWithin({ min: 0, max: Infinity, integer: true })],
  presencePenalty: [anyNumber],
  frequencyPenalty: [anyNumber],
  stopSequences: [checkTexts],
  seed: [numberWithin({ min: -Infinity, max: Infinity, integer: true })],
  tools: [checkTools],
  toolChoice: [typed('auto', 'none', 'required', 'tool')],
  responseFormat: [typed('text', 'json')],
  reasoning: [oneOf('provider-default', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')],
  providerOptions: [checkObject],
  headers: [checkHeaders],
}

const objectTable: OptionTable<Partial<LLMObjectRequest>> = { ...table, schema: [checkSchema] }

/** Checks a whole chat request before it goes anywhere. @throws TypeError or RangeError naming what is wrong */
export function checkChatRequest(owner: 'generate' | 'stream', request: ChatRequest): void {
  checkRequest(owner, request, '{ messages }')
  if (owner === 'generate') readOptions(owner, request, objectTable, { hints: generateHints })
  else readOptions(owner, request, table, { hints: streamHints })
}
