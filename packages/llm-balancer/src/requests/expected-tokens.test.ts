import type { ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { expectedTokensOf } from './expected-tokens.ts'

const registry = (...windows: number[]) => ({ smallestWindow: Math.min(...windows) })
const expected = (request: ChatRequest, given = {}, windows: number[] = []) =>
  expectedTokensOf(request, given, registry(...windows))
const text = 'The quick brown fox jumps over the lazy dog. '.repeat(100)

describe('what a chat request is expected to use', () => {
  it('is estimated by its texts, as a text or in parts', () => {
    const whole = expected({ messages: [{ role: 'user', content: text }] }).input
    expect(whole).toBeGreaterThan(900)
    expect(whole).toBeLessThan(1100)
    const parts = expected({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] })
    expect(parts).toEqual({ input: whole })
  })

  it('counts tools, results of tools, and files', () => {
    const input = (request: ChatRequest): number => expected(request).input
    const messages = [{ role: 'user', content: 'x' }] as const
    const plain = input({ messages })
    const tools = [{ type: 'function', name: 'find', description: text, inputSchema: {} }] as const
    expect(input({ messages, tools })).toBeGreaterThan(plain + 900)
    const result = {
      type: 'tool-result',
      toolCallId: '1',
      toolName: 'find',
      output: { type: 'text', value: text },
    } as const
    expect(input({ messages: [...messages, { role: 'tool', content: [result] }] })).toBeGreaterThan(
      plain + 900,
    )
    const image = {
      type: 'file',
      mediaType: 'image/png',
      data: { type: 'data', data: 'A'.repeat(100_000) },
    } as const
    expect(input({ messages: [{ role: 'user', content: [image] }] })).toBe(1004)
  })

  it('says the longest answer that the request allows', () => {
    expect(expected({ messages: [], maxOutputTokens: 300 })).toEqual({ input: 0, maxOutput: 300 })
  })

  it.each([NaN, -1, '300'])('and is not known from a getter that gives something else later: %s', (later) => {
    const none: ChatRequest = { messages: [] }
    const request = Object.defineProperty(none, 'maxOutputTokens', { get: () => later })
    expect(expected(request)).toEqual({ input: 0 })
  })

  it('is what the caller says, where it says something', () => {
    const request: ChatRequest = { messages: [{ role: 'user', content: text }], maxOutputTokens: 300 }
    const given = { input: 7, output: 5, maxOutput: 9 }
    expect(expected(request, given)).toEqual(given)
    expect(expected(request, { output: 5 })).toMatchObject({ output: 5, maxOutput: 300 })
  })

  it('does not exclude a model by an estimate', () => {
    expect(expected({ messages: [{ role: 'user', content: text }] }, {}, [Infinity, 500, 800]).input).toBe(
      500,
    )
  })
})
