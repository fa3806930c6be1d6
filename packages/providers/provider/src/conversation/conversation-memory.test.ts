import { createBalancer, failover } from '@llm-balancer/core'
import type { Attempt, RunOptions } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../index.ts'
import type { ChatModel, ChatRequest, ChatResponse, Content, StreamPart } from '../index.ts'
import { callOf } from '../balanced/call-of.ts'
import { toAssistantMessage } from '../chat/to-assistant-message.ts'
import { ConversationMemory } from './conversation-memory.ts'
import { digestOf } from './digest-of.ts'
import { IssuerMemory } from './issuer-memory.ts'

const question = { role: 'user', content: 'Hello' } as const
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
}
const finishReason = { unified: 'stop', raw: 'stop' } as const

/** What a model of an account issues: a thought that only it can read, a text, and the id of a stored answer. */
const thoughtOf = (account: string): Content => ({
  type: 'reasoning',
  text: 'Hm.',
  providerMetadata: {
    openai: { itemId: `rs_${account}`, reasoningEncryptedContent: `sealed by ${account}` },
  },
})
const textOf = (account: string): Content => ({
  type: 'text',
  text: 'Hi',
  providerMetadata: { openai: { itemId: `msg_${account}`, phase: 'final' } },
})

type Step = 'overloaded' | 'foreign-state' | 'ok'

/** A model that follows a script, and records what it was asked. */
const modelOf = (account: string, steps: Step[], asked: [string, ChatRequest][]): ChatModel => {
  const step = (request: ChatRequest): void => {
    asked.push([account, request])
    const next = steps.shift() ?? 'ok'
    if (next !== 'ok') throw new ProviderError({ provider: 'openai', kind: next, message: 'no' })
  }
  return {
    provider: 'openai',
    modelId: 'm',
    async generate(request) {
      step(request)
      await Promise.resolve()
      return {
        content: [thoughtOf(account), textOf(account)],
        text: 'Hi',
        finishReason,
        usage,
        warnings: [],
        request: {},
        response: { id: `resp_${account}` },
      } satisfies ChatResponse
    },
    async *stream(request): AsyncGenerator<StreamPart, void, undefined> {
      await Promise.resolve()
      step(request)
      yield { type: 'stream-start', warnings: [] }
      yield { type: 'response-metadata', id: `resp_${account}` }
      yield { type: 'reasoning-start', id: '0' }
      yield { type: 'reasoning-delta', id: '0', delta: 'Hm.' }
      const { providerMetadata = {} } = thoughtOf(account)
      yield { type: 'reasoning-end', id: '0', providerMetadata }
      yield { type: 'finish', finishReason, usage }
    },
  }
}

const scene = (pools: Readonly<Record<string, string | undefined>> = { a: undefined, b: undefined }) => {
  const asked: [string, ChatRequest][] = []
  const steps: Record<string, Step[]> = Object.fromEntries(Object.keys(pools).map((id) => [id, []]))
  const memory = new ConversationMemory()
  const balancer = createBalancer<ChatModel>({
    strategy: failover(),
    targets: Object.entries(pools).map(([id, pool]) => ({
      id,
      client: modelOf(id, steps[id] ?? [], asked),
      ...(pool === undefined ? {} : { pool }),
    })),
  })
  const ask = (request: ChatRequest, options: RunOptions = {}): Promise<ChatResponse> =>
    balancer.run(
      (model: ChatModel, attempt: Attempt) => memory.generate({ model, request, attempt }, callOf(attempt)),
      memory.optionsFor(request, options as RunOptions<ChatResponse>),
    )
  const stream = async (request: ChatRequest): Promise<string | undefined> => {
    const parts = balancer.stream<StreamPart>(
      (model, attempt) => memory.stream({ model, request, attempt }, callOf(attempt)),
      memory.optionsFor(request, {}),
    )
    for await (const _ of parts);
    return parts.target?.id
  }
  const served = () => asked.map(([id]) => id)
  return { memory, asked, steps, ask, stream, served }
}

const next = (...answers: { readonly content: readonly Content[] }[]): ChatRequest => ({
  messages: [question, ...answers.flatMap((answer) => [toAssistantMessage(answer), question])],
})

/** The marks that were sent back with a request. */
const sentMarks = (request: ChatRequest | undefined): unknown[] =>
  (request?.messages ?? []).flatMap(({ role, content }) =>
    role === 'assistant' && typeof content !== 'string'
      ? content.map((part) => part.providerOptions?.['openai'])
      : [],
  )

const own = (account: string): unknown[] => [
  { itemId: `rs_${account}`, reasoningEncryptedContent: `sealed by ${account}` },
  { itemId: `msg_${account}`, phase: 'final' },
]
const stripped = [{}, { phase: 'final' }]

describe('the next turn of a conversation', () => {
  it('goes to the account that has answered, with everything that it has issued', async () => {
    const { ask, asked, served } = scene()
    const first = await ask({ messages: [question] }, { pin: 'b' })
    await ask(next(first))
    expect(served()).toEqual(['b', 'b'])
    expect(sentMarks(asked[1]?.[1])).toEqual(own('b'))
  })

  it('goes elsewhere without it while that account is out, and back with it', async () => {
    const { ask, asked, steps, served } = scene()
    const first = await ask({ messages: [question] }, { pin: 'b' })
    steps['b']?.push('overloaded')
    const second = await ask(next(first))
    expect(served()).toEqual(['b', 'b', 'a'])
    expect(sentMarks(asked[2]?.[1])).toEqual(stripped)
    await ask(next(first, second))
    expect(served().at(-1)).toBe('a')
    expect(sentMarks(asked[3]?.[1])).toEqual([...stripped, ...own('a')])
  })

  it('knows an account by its pool', async () => {
    const { ask, asked, steps } = scene({ a: undefined, b: 'key', c: 'key' })
    const first = await ask({ messages: [question] }, { pin: 'b' })
    steps['b']?.push('overloaded')
    await ask(next(first))
    expect(asked.at(-1)?.[0]).toBe('c')
    expect(sentMarks(asked.at(-1)?.[1])).toEqual(own('b'))
  })

  it('is remembered of a stream as well', async () => {
    const { stream, asked, steps } = scene()
    steps['a']?.push('overloaded')
    expect(await stream({ messages: [question] })).toBe('b')
    const thought = { content: [thoughtOf('b')] }
    expect(await stream(next(thought))).toBe('b')
    expect(sentMarks(asked.at(-1)?.[1])).toEqual(own('b').slice(0, 1))
  })

  it('is sent without what its target refuses, even where there is no other target', async () => {
    const { ask, asked, steps, served } = scene({ a: undefined })
    const first = await ask({ messages: [question] })
    steps['a']?.push('foreign-state')
    await ask(next(first))
    expect(served()).toEqual(['a', 'a', 'a'])
    expect(sentMarks(asked[2]?.[1])).toEqual(stripped)
  })

  it('is sent unchanged while its issuer is not known, and a target that accepts it counts as the issuer', async () => {
    const { ask, asked, steps, served } = scene()
    const unknown = { content: [thoughtOf('another process'), textOf('another process')] }
    steps['a']?.push('overloaded')
    await ask(next(unknown))
    expect(sentMarks(asked[1]?.[1])).toEqual(own('another process'))
    await ask(next(unknown))
    expect(served()).toEqual(['a', 'b', 'b'])
  })

  it('loses what is unknown once a target has refused it', async () => {
    const { ask, asked, steps, served } = scene()
    steps['a']?.push('foreign-state')
    await ask(next({ content: [thoughtOf('another process')] }))
    expect(served()).toEqual(['a', 'b'])
    expect(sentMarks(asked[1]?.[1])).toEqual([{}])
  })

  it('leaves the options and the request alone when nothing was issued', async () => {
    const { memory, ask, asked } = scene()
    const request = next({ content: [{ type: 'text', text: 'Hi' }] })
    const options = { prefer: 'b' }
    expect(memory.optionsFor(request, options)).toBe(options)
    await ask(request)
    expect(asked[0]?.[1]).toBe(request)
  })

  it('drops a part of which nothing is left', async () => {
    const { ask, asked } = scene()
    const compaction: Content = {
      type: 'custom',
      kind: 'openai.compaction',
      providerMetadata: { openai: { type: 'compaction', encrypted_content: 'sealed by b' } },
    }
    await ask({ messages: [question] }, { pin: 'b' })
    const answer = { content: [thoughtOf('b'), compaction] }
    await ask({ ...next(answer) }, { pin: 'a' })
    expect(sentMarks(asked[1]?.[1])).toEqual([{}])
  })
})

describe('a request that continues a stored answer', () => {
  const continuing: ChatRequest = {
    messages: [question],
    providerOptions: { openai: { previous_response_id: 'resp_b' } },
  }

  it('goes only to the account that stores it', async () => {
    const { ask, served, steps } = scene()
    await ask({ messages: [question] }, { pin: 'b' })
    await ask(continuing)
    steps['b']?.push('overloaded')
    await expect(ask(continuing, { maxAttempts: 1 })).rejects.toMatchObject({
      code: 'state-unavailable',
      holders: ['b'],
    })
    expect(served()).toEqual(['b', 'b', 'b'])
  })

  it('is asked of one account after the other where none is known', async () => {
    const { ask, served, steps } = scene()
    steps['a']?.push('foreign-state')
    await ask(continuing)
    await ask(continuing)
    expect(served()).toEqual(['a', 'b', 'b'])
  })
})

describe('signatures that are good at the whole vendor', () => {
  const signed: Content = {
    type: 'reasoning',
    text: 'Hm.',
    providerMetadata: { anthropic: { signature: 'signed by a' } },
  }
  const request = next({ content: [signed] })
  const sent = (given: ChatRequest | undefined): unknown => {
    const content = given?.messages[1]?.content
    return typeof content === 'string' ? undefined : content?.[0]?.providerOptions
  }

  it('travel to its other accounts, until one of them refuses them', async () => {
    const { ask, asked, steps, served } = scene()
    await ask(request)
    steps['a']?.push('overloaded')
    await ask(request)
    expect(sent(asked.at(-1)?.[1])).toEqual({ anthropic: { signature: 'signed by a' } })
    steps['a']?.push('overloaded')
    steps['b']?.push('foreign-state')
    await ask(request)
    expect(served().slice(-3)).toEqual(['a', 'b', 'b'])
    expect(sent(asked.at(-1)?.[1])).toEqual({ anthropic: {} })
  })
})

describe('what is remembered', () => {
  const view = (id: string, pool?: string) => ({
    ...{ id, weight: 1, priority: 0, tags: [] },
    ...(pool === undefined ? {} : { pool }),
  })

  it('says which four issuers are to be preferred, the latest first', () => {
    const memory = new IssuerMemory()
    const ids = ['a', 'b', 'c', 'd', 'e']
    for (const id of ids) memory.remember([`of ${id}`], view(id))
    const texts = [...ids.map((id) => `of ${id}`), 'of an unknown issuer', 'of e']
    expect(memory.issuersOf(texts)).toEqual(['e', 'd', 'c', 'b'])
    expect(memory.issuersOf(texts.slice(0, 2))).toEqual(['b', 'a'])
    expect(memory.issuersOf([])).toEqual([])
  })

  it('names a pool after its targets', () => {
    const memory = new IssuerMemory()
    memory.remember(['1'], view('a', 'key'))
    memory.remember(['2'], view('b', 'key'))
    memory.remember(['3'], view('c'))
    expect(memory.issuersOf(['1', '2', '3'])).toEqual(['c', 'b', 'key', 'a'])
  })

  it('is which targets have refused what others issued, for all later askers', () => {
    const memory = new IssuerMemory()
    const mark = { text: 'signed by a', reach: 'vendor' } as const
    memory.remember([mark.text], view('a'))
    const failed = (
      [
        ['b', 'foreign-state'],
        ['c', 'overloaded'],
        ['a', 'foreign-state'],
      ] as const
    ).map(([targetId, kind], index) => ({ targetId, kind, number: index + 1, durationMs: 1 }))
    memory.learnRefusals([mark, { text: 'unknown', reach: 'vendor' }], { target: view('d'), failed })
    const mayUse = (id: string): boolean => memory.mayUse(mark, { target: view(id), failed: [] })
    expect(['a', 'b', 'c', 'd'].map(mayUse)).toEqual([true, false, true, true])
  })

  it('is bounded, the latest marks last', () => {
    const memory = new IssuerMemory(2)
    const target = (id: string) => ({ id, weight: 1, priority: 0, tags: [] })
    memory.remember(['one'], target('a'))
    memory.remember(['two', 'three'], target('b'))
    expect(memory.issuersOf(['one', 'two'])).toEqual(['b'])
    expect(memory.isUnknown('one')).toBe(true)
  })

  it('is a number, whatever the length', () => {
    const long = (end: string): string => `${'x'.repeat(5000)}${end}`
    const digests = ['', 'a', 'b', 'ab', 'ba', long('a'), long('b'), `${long('a')}a`].map(digestOf)
    expect(new Set(digests).size).toBe(digests.length)
    expect(digests.every(Number.isSafeInteger)).toBe(true)
  })
})
