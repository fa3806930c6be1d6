import { inspect } from 'node:util'
import { ContextOverflowError, getRetryable } from '@langchain/core/errors'
import { createBalancer } from '@llm-balancer/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedChatModel } from './index.ts'
import { createScene, errorOf, inOrder, keys } from './test/scene.ts'

describe('a call that every target fails', () => {
  it.each(['invoke', 'stream'] as const)(
    "throws the balancer's error, marked so that LangChain does not repeat it: %s",
    async (way) => {
      const { fake, targets, asked } = createScene()
      for (const id of ['first', 'second', 'third'] as const) fake.target(id).outage('overloaded')
      const model = balancedChatModel(targets, { ...inOrder(), retry: { maxAttempts: 3, backoff: () => 0 } })
      const error = await errorOf(model[way]('Hello'))
      expect(error).toMatchObject({ code: 'all-targets-failed', errors: [{ kind: 'overloaded' }, {}, {}] })
      expect(getRetryable(error)).toBe(false)
      expect(model.caller).toMatchObject({ maxRetries: 0 })
      expect(asked()).toEqual(['first: overloaded', 'second: overloaded', 'third: overloaded'])
      for (const key of Object.values(keys))
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(key)
    },
  )

  it("throws LangChain's error when the prompt is too long for all of them", async () => {
    const { fake, targets } = createScene()
    fake.target('first').outage('context-length')
    const single = await errorOf(balancedChatModel(targets.slice(0, 1), inOrder()).invoke('Hello'))
    expect(ContextOverflowError.isInstance(single)).toBe(true)
    expect((single as ContextOverflowError).cause).toMatchObject({ kind: 'context-length' })
  })
})

describe("a caller's abort", () => {
  it.each(['invoke', 'stream'] as const)('is its own reason and closes the connection: %s', async (way) => {
    const { fake, targets, asked } = createScene()
    fake.target('first').script(['hang-before-headers'])
    const controller = new AbortController()
    const reason = new Error('enough')
    const failing = errorOf(
      balancedChatModel(targets, inOrder())[way]('Hello', { signal: controller.signal }),
    )
    await fake.until((requests) => requests.length === 1)
    controller.abort(reason)
    expect(await failing).toBe(reason)
    await fake.until(([request]) => request?.end === 'client-closed')
    expect(asked()).toEqual(['first: hang-before-headers'])
  })

  it('ends a stream in the middle', async () => {
    const { fake, targets } = createScene()
    fake.target('first').script([{ fault: 'hang-in-body', afterChunks: 2 }])
    const controller = new AbortController()
    const reason = new Error('enough')
    const { signal } = controller
    const reading = async (): Promise<void> => {
      for await (const chunk of await balancedChatModel(targets, inOrder()).stream('Hello', { signal }))
        if (chunk.text !== '') controller.abort(reason)
    }
    expect(await errorOf(reading())).toBe(reason)
    await fake.until(([request]) => request?.end === 'client-closed')
  })
})

describe('the options of a call', () => {
  it('reach the request, over those of the model', async () => {
    const { targets, bodies, fake } = createScene()
    const model = balancedChatModel(targets, {
      ...inOrder(),
      temperature: 0.2,
      maxOutputTokens: 50,
      headers: { 'x-team': 'a' },
    })
    await model.withConfig({ temperature: 0.9, stop: ['END'] }).invoke('Hello', { seed: 7 })
    expect(bodies()[0]).toMatchObject({
      temperature: 0.9,
      max_completion_tokens: 50,
      seed: 7,
      stop: ['END'],
    })
    expect(fake.requests[0]?.headers['x-team']).toBe('a')
  })

  it('choose the targets', async () => {
    const { targets, asked } = createScene()
    const model = balancedChatModel(targets, inOrder())
    await model.invoke('Hello', { llmBalancer: { exclude: 'first' } })
    await model.withConfig({ llmBalancer: { pin: 'third' } }).invoke('Hello')
    expect(asked()).toEqual(['second', 'third'])
  })

  it.each([
    [{ maxTokens: 5 }, 'balancedChatModel: unknown option "maxTokens"; use "maxOutputTokens"'],
    [{ stopSequences: ['a'] }, 'balancedChatModel: unknown option "stopSequences"; use "stop"'],
    [{ temprature: 1 }, 'balancedChatModel: unknown option "temprature"; use "temperature"'],
    [{ llmBalancer: { pinn: 'a' } }, 'llmBalancer: unknown option "pinn", did you mean "pin"?'],
    [{ temperature: Number.NaN }, 'balancedChatModel: "temperature" must be within [0, ∞), got NaN'],
    [{ reasoning: 'hard' }, 'balancedChatModel: "reasoning" must be one of'],
  ])('are refused before anybody is asked when they are wrong: %j', async (options, message) => {
    const { targets, asked } = createScene()
    const model = balancedChatModel(targets, inOrder())
    await expect(model.invoke('Hello', options as object)).rejects.toThrow(message)
    await expect(model.stream('Hello', options as object)).rejects.toThrow(message)
    expect(asked()).toEqual([])
  })

  it("leave LangChain's and LangGraph's own alone", async () => {
    const { targets, asked } = createScene()
    const own = { configurable: { thread_id: '1' }, store: {}, context: {}, recursionLimit: 5, tags: ['a'] }
    await balancedChatModel(targets, inOrder()).invoke('Hello', own)
    expect(asked()).toEqual(['first'])
  })
})

describe('what tracers see', () => {
  it('is neither a key nor a header', async () => {
    const { targets } = createScene()
    const seen: unknown[] = []
    const record = (...facts: unknown[]): void => void seen.push(facts)
    const model = balancedChatModel(targets, {
      ...inOrder(),
      headers: { 'x-secret': 'planted-header-1' },
      callbacks: [{ handleChatModelStart: record, handleLLMEnd: record, handleLLMNewToken: record }],
    })
    const options = { headers: { 'x-secret': 'planted-header-2' }, temperature: 0.5 }
    await model.invoke('Hello', options)
    for await (const chunk of await model.stream('Hello', options)) seen.push(chunk)
    const shown = inspect([seen, model.toJSON(), model.lc_kwargs], { depth: 12, showHidden: true })
    expect(shown).toContain('temperature: 0.5')
    for (const secret of [...Object.values(keys), 'planted-header'])
      expect(shown.includes(secret), secret).toBe(false)
  })
})

it('keeps answers in the cache that it is given', async () => {
  const { targets, asked } = createScene()
  const model = balancedChatModel(targets, { ...inOrder(), cache: true, modelId: 'cached' })
  const [first, again] = [await model.invoke('Hello'), await model.invoke('Hello')]
  expect(again.text).toBe(first.text)
  await model.invoke('Hello', { temperature: 0.5 })
  expect(asked()).toEqual(['first', 'first'])
})

it('gives whole answers by stream when streaming is off', async () => {
  const { targets, bodies } = createScene()
  const texts: string[] = []
  const model = balancedChatModel(targets, { ...inOrder(), disableStreaming: true })
  for await (const chunk of await model.stream('Hello')) texts.push(chunk.text)
  expect(texts).toHaveLength(1)
  expect(bodies()[0]).not.toHaveProperty('stream', true)
})

it('does not close a balancer that it was given', async () => {
  const { targets, asked } = createScene()
  const [entry] = targets
  if (entry === undefined || !('model' in entry)) throw new Error('no model')
  const balancer = createBalancer({ targets: [{ id: 'a', client: entry.model }] })
  onTestFinished(() => balancer.close())
  await balancedChatModel(balancer).invoke('Hello')
  await balancedChatModel(balancer).invoke('Hello')
  expect(asked()).toEqual(['first', 'first'])
})
