import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { LLMBalancer, ProviderConfig } from '../src/index.ts'

const messages = [{ role: 'user', content: 'Count to three, please.' }] as const
const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 }

const choice = { index: 0, message: { role: 'assistant', content: 'one two three' }, finish_reason: 'stop' }
const wholeOf = (answer: object): Response => Response.json({ model: 'm', choices: [choice], ...answer })

const streamOf = (account: object): Response => {
  const chunks = ['one ', 'two ', 'three'].map((content) => ({ choices: [{ index: 0, delta: { content } }] }))
  const last = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], ...account }
  const events = [...chunks, last].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  return new Response(`${events.join('')}data: [DONE]\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  })
}

/** A balancer over a server whose answers have this account of tokens. */
const balancerOver = (account: object, entry: Partial<ProviderConfig>): LLMBalancer => {
  const llm = createLLMBalancer({
    providers: [
      {
        ...{ name: 'a', type: 'openai-compatible', model: 'm', baseURL: 'https://models.example/v1' },
        cost: { inputPerMTok: 1, outputPerMTok: 1 },
        ...entry,
      },
    ],
    clock: createFakeClock(),
    fetch: (_url, { body }) => {
      const { stream } = JSON.parse(body as string) as { stream?: boolean }
      return Promise.resolve(stream === true ? streamOf(account) : wholeOf(account))
    },
  })
  onTestFinished(() => llm.close())
  return llm
}

const wholeUsage = async (llm: LLMBalancer): Promise<unknown[]> => {
  const { inputTokens, outputTokens } = (await llm.generate({ messages })).usage
  return [inputTokens.total, outputTokens.total]
}

const streamedUsage = async (llm: LLMBalancer): Promise<unknown[]> => {
  for await (const part of llm.stream({ messages }))
    if (part.type === 'finish') return [part.usage.inputTokens.total, part.usage.outputTokens.total]
  return []
}

describe.each([
  ['a whole answer', wholeUsage],
  ['a stream', streamedUsage],
])('the tokens of %s', (_, usageOf) => {
  it('that its vendor does not report are estimated, for statistics and costs as well', async () => {
    const llm = balancerOver({}, { estimateUsage: true })
    const [input, output] = (await usageOf(llm)) as [number, number]
    expect(input).toBeGreaterThan(4)
    expect(input).toBeLessThan(20)
    expect(output).toBeGreaterThan(1)
    expect(output).toBeLessThan(8)
    expect(llm.getStats()['a']).toMatchObject({
      usage: { inputTokens: input, outputTokens: output },
      costMicroUsd: input + output,
    })
  })

  it('are those that are reported, where they are', async () => {
    const llm = balancerOver({ usage }, { estimateUsage: true })
    expect(await usageOf(llm)).toEqual([5, 3])
    expect(llm.getStats()['a']?.usage).toMatchObject({ inputTokens: 5, outputTokens: 3 })
  })

  it('are not known otherwise', async () => {
    const llm = balancerOver({}, {})
    expect(await usageOf(llm)).toEqual([undefined, undefined])
    expect(llm.getStats()['a']).toMatchObject({ usage: { inputTokens: 0, outputTokens: 0 }, costMicroUsd: 0 })
  })
})

it('what an answer gives to tools is counted', async () => {
  const given = { name: 'count', arguments: '{"to":"a hundred and three"}' }
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c', type: 'function', function: given }],
  }
  const choices = [{ index: 0, message, finish_reason: 'tool_calls' }]
  const llm = balancerOver({ choices }, { estimateUsage: true })
  const tools = [{ type: 'function', name: 'count', inputSchema: {} }] as const
  expect((await llm.generate({ messages, tools })).usage.outputTokens.total).toBeGreaterThan(5)
})
