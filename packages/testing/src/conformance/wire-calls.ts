/** Finds tool calls and their results in the request bodies of each surface. */
import { isJsonRecord } from '@llm-balancer/provider'
import { fieldsOf, recordsOf } from '../formats/read-body.ts'
import type { Surface } from './fixtures.ts'

/** A call, or its result, as it stands in a body. */
export type WireCall = {
  /** The id that links a call to its result; undefined when the body has none. */
  readonly id: string | undefined
  readonly name: string | undefined
  /** All of it as JSON. */
  readonly text: string
}

/** What a body says of tools that were called, in its order. */
export type WireCalls = { readonly calls: readonly WireCall[]; readonly results: readonly WireCall[] }

type Fields = Readonly<Record<string, unknown>>

/** Ids that a surface is known to take, where it does not take all. */
export const toolIdPatterns: Readonly<Partial<Record<Surface, RegExp>>> = {
  openai: /^.{1,40}$/s,
  'openai-responses': /^.{1,64}$/s,
  'azure-openai': /^.{1,40}$/s,
  anthropic: /^[\w-]{1,128}$/,
  mistral: /^[a-zA-Z0-9]{9}$/,
}

/** Finds tool calls and their results in the body of a request. */
export type CallReader = (body: Fields) => WireCalls

/** How a surface's API would read a body. */
export function callReaderOf(surface: Surface): CallReader {
  return readers[surface] ?? readChatCompletions
}

/** What a body says of tools. */
export function wireCallsIn(reader: CallReader, body: string): WireCalls {
  return reader(fieldsOf(JSON.parse(body)))
}

const readers: Readonly<Partial<Record<Surface, CallReader>>> = {
  anthropic: readMessages,
  google: readContents,
  'openai-responses': readInput,
}

/** As chat completions have them; also Cohere's second version. */
export function readChatCompletions(body: Fields): WireCalls {
  const messages = recordsOf(body['messages'])
  return {
    calls: messages
      .flatMap((message) => recordsOf(message['tool_calls']))
      .map((call) => wireCall(call, call['id'], fieldsOf(call['function'])['name'])),
    results: messages
      .filter(({ role }) => role === 'tool')
      .map((message) => wireCall(message, message['tool_call_id'], message['name'])),
  }
}

function readMessages(body: Fields): WireCalls {
  const blocks = recordsOf(body['messages']).flatMap((message) => recordsOf(message['content']))
  return {
    calls: blocks
      .filter(({ type }) => type === 'tool_use')
      .map((block) => wireCall(block, block['id'], block['name'])),
    results: blocks
      .filter(({ type }) => type === 'tool_result')
      .map((block) => wireCall(block, block['tool_use_id'], undefined)),
  }
}

function readContents(body: Fields): WireCalls {
  const parts = recordsOf(body['contents']).flatMap((content) => recordsOf(content['parts']))
  const named = (field: string): WireCall[] =>
    parts
      .map((part) => part[field])
      .filter(isJsonRecord)
      .map((call) => wireCall(call, call['id'], call['name']))
  return { calls: named('functionCall'), results: named('functionResponse') }
}

function readInput(body: Fields): WireCalls {
  const items = recordsOf(body['input'])
  return {
    calls: items
      .filter(({ type }) => type === 'function_call')
      .map((item) => wireCall(item, item['call_id'], item['name'])),
    results: items
      .filter(({ type }) => type === 'function_call_output')
      .map((item) => wireCall(item, item['call_id'], undefined)),
  }
}

function wireCall(value: Fields, id: unknown, name: unknown): WireCall {
  return {
    id: typeof id === 'string' ? id : undefined,
    name: typeof name === 'string' ? name : undefined,
    text: JSON.stringify(value),
  }
}
