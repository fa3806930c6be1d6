import type { AttemptRecord, Balancer, BalancedStream } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { ChatModel } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { overBalancer, overLLMBalancer, type LLMBalancerLike, type ServiceCall } from './chat-service.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }] }
const attempts: readonly AttemptRecord[] = []
const signal = new AbortController().signal
const reported: unknown[] = []
const attempt = {
  target: { id: 'a' },
  failed: [],
  signal,
  report: (facts: unknown) => void reported.push(facts),
}

const callWith = (includeRaw: boolean): { call: ServiceCall; asked: string[] } => {
  const asked: string[] = []
  const options = { pin: 'a' }
  return { call: { request, options, includeRaw, asks: (id) => void asked.push(id) }, asked }
}

/** A model that records its calls, and a balancer that calls it once. */
const scene = (): { balancer: Balancer<ChatModel>; calls: unknown[][]; options: unknown[] } => {
  const calls: unknown[][] = []
  const options: unknown[] = []
  const record = (...call: unknown[]): never => {
    calls.push(call)
    return 'answer' as never
  }
  const parts = async function* (...call: unknown[]): AsyncGenerator<never, void, undefined> {
    calls.push(call)
    await Promise.resolve()
    yield 'part' as never
  }
  const model: ChatModel = { provider: 'acme', modelId: 'm', generate: record, stream: parts }
  const balancer = {
    async runWithTrail(work: (client: ChatModel, given: unknown) => unknown, given: unknown) {
      options.push(given)
      return { value: await work(model, attempt), target: attempt.target, attempts }
    },
    stream(work: (client: ChatModel, given: unknown) => unknown, given: unknown) {
      options.push(given)
      return work(model, attempt)
    },
  }
  return { balancer: balancer as unknown as Balancer<ChatModel>, calls, options }
}

describe('calls over a balancer of models', () => {
  it("ask the chosen target's model with the signal and the reports of its attempt", async () => {
    const { balancer, calls, options } = scene()
    const { call, asked } = callWith(false)
    expect(await overBalancer(balancer).generate(call)).toEqual({ response: 'answer', attempts })
    expect(asked).toEqual(['a'])
    expect(options).toEqual([{ pin: 'a' }])
    const [given, settings] = calls[0] as [unknown, { signal: AbortSignal; report: (facts: unknown) => void }]
    expect(given).toBe(request)
    expect(settings.signal).toBe(signal)
    settings.report({ usage: {} })
    expect(reported).toEqual([{ usage: {} }])
  })

  it.each([true, false])(
    'stream with the rules of stream parts; raw events only if wanted: %s',
    async (wanted) => {
      const { balancer, calls, options } = scene()
      const { call, asked } = callWith(wanted)
      const parts: unknown[] = []
      for await (const part of overBalancer(balancer).stream(call)) parts.push(part)
      expect(parts).toEqual(['part'])
      expect(asked).toEqual(['a'])
      expect(calls[0]).toEqual([
        request,
        { signal, report: expect.any(Function), onResumable: expect.any(Function), includeRaw: wanted },
      ])
      const rules = options[0] as {
        isContent: (part: StreamPart) => boolean
        isFinal: (part: StreamPart) => boolean
        usageOf: (part: StreamPart) => unknown
      }
      expect(rules).toMatchObject({ pin: 'a' })
      const usage = { inputTokens: { total: 3 }, outputTokens: { total: 2 } }
      const finish = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage } as StreamPart
      const text: StreamPart = { type: 'text-delta', id: '0', delta: 'Hi' }
      expect([text, finish].map(rules.isContent)).toEqual([true, false])
      expect([text, finish].map(rules.isFinal)).toEqual([false, true])
      expect(rules.usageOf(finish)).toEqual({ inputTokens: 3, outputTokens: 2 })
    },
  )
})

describe("calls over the umbrella's balancer", () => {
  it('pass request and options on and separate the answer from its trail', async () => {
    const calls: unknown[][] = []
    const stream = {} as BalancedStream<StreamPart>
    const llm: LLMBalancerLike = {
      generate: (...call) => {
        calls.push(call)
        return Promise.resolve({ text: 'Hi', provider: 'one', attempts } as never)
      },
      stream: (...call) => {
        calls.push(call)
        return stream
      },
    }
    const service = overLLMBalancer(llm)
    expect(await service.generate(callWith(false).call)).toEqual({ response: { text: 'Hi' }, attempts })
    expect(service.stream(callWith(true).call)).toBe(stream)
    expect(calls).toEqual([
      [request, { pin: 'a' }],
      [request, { pin: 'a', includeRaw: true }],
    ])
  })
})
