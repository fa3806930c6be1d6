import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { GoogleGenAI, type GenerateContentResponse } from '@google/genai'
import type { FakeLLM, FakeTargetOptions } from '@llm-balancer/testing'
import { CohereClientV2 } from 'cohere-ai'
import OpenAI, { AzureOpenAI } from 'openai'
import { zodFunction, zodTextFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { balanced, type BalancedClientOptions } from '../index.ts'
import { balancerOf, fakeOf, served } from '../test/scene.ts'

const look = { toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] }
const user = { role: 'user' as const, content: 'Rain?' }
const parameters = {
  type: 'object' as const,
  properties: { at: { type: 'string' as const } },
  required: ['at'],
}

/** Two targets: the first one asks for a tool and is down in the second turn, in which the other one answers. */
const sceneOf = (
  format: FakeTargetOptions['format'],
): { fake: FakeLLM<'a' | 'b'>; options: BalancedClientOptions } => {
  const fake = fakeOf({ a: { format, reply: look }, b: { format, reply: 'Rain.' } })
  fake.target('a').script(['ok', 'overloaded'])
  const entry = (id: 'a' | 'b') => ({ apiKey: `key-of-${id}`, baseURL: fake.url(id), fetch: fake.fetch })
  return { fake, options: balanced(balancerOf({ a: entry('a'), b: entry('b') })) }
}

const turns = ['a 200', 'a 503 overloaded', 'b 200']

/** Runs a genuine client's two turns: what it said at last, and the places that its tool was called for. */
type TwoTurns = (options: BalancedClientOptions, stream: boolean, called: unknown[]) => Promise<string | null>

const openaiTools = (called: unknown[]) => [
  zodFunction({
    name: 'look',
    parameters: z.object({ at: z.string() }),
    function: (place) => {
      called.push(place)
      return 'wet'
    },
  }),
]

const runsTools = ({ chat }: OpenAI, stream: boolean, called: unknown[]): Promise<string | null> => {
  const asked = { model: 'm', messages: [user], tools: openaiTools(called) }
  return stream
    ? chat.completions.runTools({ ...asked, tools: [functionTool(called)], stream }).finalContent()
    : chat.completions.runTools(asked).finalContent()
}

const functionTool = (called: unknown[]) => ({
  type: 'function' as const,
  function: {
    name: 'look',
    description: 'Looks',
    parse: JSON.parse as (input: string) => object,
    parameters,
    function: (place: object) => {
      called.push(place)
      return 'wet'
    },
  },
})

const clients: Readonly<Record<string, readonly [FakeTargetOptions['format'], TwoTurns]>> = {
  'OpenAI, runTools': [
    'openai',
    (options, stream, called) => runsTools(new OpenAI({ ...options }), stream, called),
  ],
  'AzureOpenAI, runTools': [
    'openai',
    (options, stream, called) =>
      runsTools(new AzureOpenAI({ ...options, apiVersion: '2026-01-01' }), stream, called),
  ],
  'OpenAI, Responses': [
    'openai',
    async (options, stream, called) => {
      const { responses } = new OpenAI({ ...options })
      const input: OpenAI.Responses.ResponseInputItem[] = [user]
      for (;;) {
        const asked = { model: 'm', input, store: false }
        const { output, output_text: text } = stream
          ? await responses.stream(asked).finalResponse()
          : await responses.create(asked)
        const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []))
        if (calls.length === 0) return text
        for (const { call_id, name, arguments: given } of calls) {
          called.push(JSON.parse(given))
          input.push({ type: 'function_call', call_id, name, arguments: given })
          input.push({ type: 'function_call_output', call_id, output: 'wet' })
        }
      }
    },
  ],
  'Anthropic, toolRunner': [
    'anthropic',
    async (options, stream, called) => {
      const tool = betaTool({
        ...{ name: 'look', description: 'Looks', inputSchema: parameters },
        run: (place) => {
          called.push(place)
          return 'wet'
        },
      })
      const asked = { model: 'm', max_tokens: 9, messages: [user], tools: [tool], stream }
      const { content } = await new Anthropic({ ...options }).beta.messages.toolRunner(asked).runUntilDone()
      return content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    },
  ],
  GoogleGenAI: [
    'google',
    async (options, stream, called) => {
      const chat = new GoogleGenAI({ ...options }).chats.create({ model: 'm' })
      let message: string | object[] = 'Rain?'
      for (;;) {
        const asked = { message }
        let text = ''
        const calls: object[] = []
        const chunks: GenerateContentResponse[] = []
        if (!stream) chunks.push(await chat.sendMessage(asked))
        else for await (const chunk of await chat.sendMessageStream(asked)) chunks.push(chunk)
        for (const chunk of chunks) {
          const parts: readonly { readonly text?: string }[] = chunk.candidates?.[0]?.content?.parts ?? []
          for (const part of parts) text += part.text ?? ''
          for (const { args, name } of chunk.functionCalls ?? []) {
            called.push(args)
            calls.push({ functionResponse: { name, response: { output: 'wet' } } })
          }
        }
        if (calls.length === 0) return text
        message = calls
      }
    },
  ],
  CohereClientV2: [
    'cohere',
    async (options, _, called) => {
      const client = new CohereClientV2({ ...options })
      const messages: Parameters<CohereClientV2['chat']>[0]['messages'] = [user]
      for (;;) {
        const { message } = await client.chat({ model: 'm', messages })
        const { toolCalls = [], content = [] } = message
        if (toolCalls.length === 0)
          return content.map((block) => (block.type === 'text' ? block.text : '')).join('')
        messages.push({ role: 'assistant', toolCalls })
        for (const { id: toolCallId = '', function: target } of toolCalls) {
          called.push(JSON.parse(target?.arguments ?? ''))
          messages.push({ role: 'tool', toolCallId, content: 'wet' })
        }
      }
    },
  ],
}

describe.each(Object.entries(clients))('two turns of %s', (_, [format, run]) => {
  it.each([false, true])('go on where the target of the first is down; streamed: %s', async (stream) => {
    const { fake, options } = sceneOf(format)
    const called: unknown[] = []
    expect(await run(options, stream, called)).toBe('Rain.')
    expect(called).toEqual([{ at: 'Oslo' }])
    expect(served(fake).map((word) => word.replace('529', '503'))).toEqual(turns)
    expect(JSON.stringify(fake.requests[2]?.body)).toContain('wet')
  })
})

describe("OpenAI's Responses", () => {
  it('are parsed by its helper, whichever target serves', async () => {
    const fake = fakeOf({ a: { reply: 'no' }, b: { reply: '{"at":"Oslo"}' } })
    fake.target('a').outage('overloaded')
    const entry = (id: 'a' | 'b') => ({ apiKey: 'k', baseURL: fake.url(id), fetch: fake.fetch })
    const { responses } = new OpenAI({ ...balanced(balancerOf({ a: entry('a'), b: entry('b') })) })
    const format = zodTextFormat(z.object({ at: z.string() }), 'place')
    const { output_parsed: parsed } = await responses.parse({ model: 'm', input: 'Where?', text: { format } })
    expect(parsed).toEqual({ at: 'Oslo' })
    expect(served(fake)).toEqual(['a 503 overloaded', 'b 200'])
  })
})
