import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { ChatModel, LLMBalancerOptions, ProviderInput } from '../src/index.ts'

/** Collects garbage, a few times or until it is enough. What was looked at before is held until the next turn of the loop. */
async function collectGarbage(isEnough: () => boolean): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc?.()
    if (isEnough()) return
  }
}

/** A function that is as long-lived as what holds it: it stands for a key. */
const keyOf = (turn: number) => () => `sk-key-of-turn-${turn}`

const never = (): Promise<never> => Promise.reject(new Error('it is not called'))
const modelOf = (turn: number): ChatModel => ({
  provider: 'handed in',
  modelId: `m${turn}`,
  generate: never,
  stream: () => {
    throw new Error('it is not called')
  },
})

/** A stream of which nothing comes. */
const silent: ChatModel['stream'] = async function* () {
  await new Promise(() => {})
  yield* []
}

type Made = { readonly held: object; readonly provider: ProviderInput }

const makers: Readonly<Record<string, (turn: number) => Made>> = {
  'the models of providers that are replaced': (turn) => {
    const held = modelOf(turn)
    return { held, provider: { name: 'a', model: held } }
  },
  'the keys of providers with other names': (turn) => {
    const held = keyOf(turn)
    return { held, provider: { name: `a${turn}`, type: 'openai', model: 'm', apiKey: held } }
  },
  'the keys of providers that stay': (turn) => {
    const held = keyOf(turn)
    return { held, provider: { name: 'a', type: 'openai', model: 'm', apiKey: held } }
  },
  'the keys of a group': (turn) => {
    const held = keyOf(turn)
    const inner = { name: `b${turn}`, type: 'openai', model: 'm', apiKey: held } as const
    return { held, provider: { name: 'a', providers: [inner] } }
  },
}

// The runner of mutations starts its workers without this function.
describe.skipIf(globalThis.gc === undefined)('a balancer whose options change again and again', () => {
  it.each(Object.entries(makers))('forgets %s', async (_, make) => {
    const turns = 40
    const held: WeakRef<object>[] = []
    const optionsOf = (turn: number): LLMBalancerOptions => {
      const made = make(turn)
      held.push(new WeakRef(made.held))
      const other = { name: 'z', type: 'openai', model: 'm', apiKey: 'sk-of-z' } as const
      return { clock, providers: [made.provider, other] }
    }
    const clock = createFakeClock()
    const llm = createLLMBalancer(optionsOf(0))
    onTestFinished(() => llm.close())
    for (let turn = 1; turn < turns; turn += 1) {
      llm.reconfigure(optionsOf(turn))
      await clock.settle()
    }
    await expectForgotten(held)
  })
})

describe.skipIf(globalThis.gc === undefined)('a balancer whose providers come and go', () => {
  it('forgets them and their streams, though no caller has looked at what these failed with', async () => {
    const held: WeakRef<object>[] = []
    const clock = createFakeClock()
    const llm = createLLMBalancer({ clock, timeouts: { deadlineMs: 100 }, providers: [] })
    onTestFinished(() => llm.close())
    const read = async (stream: AsyncIterator<unknown>): Promise<void> => {
      held.push(new WeakRef(stream))
      const failing = stream.next().then(
        () => expect.fail('it gave something'),
        () => {},
      )
      await clock.advance(100)
      await failing
    }
    const serve = async (turn: number): Promise<void> => {
      const model = { ...modelOf(turn), stream: silent }
      held.push(new WeakRef(model))
      const name = `a${turn}`
      llm.addProvider({ name, model })
      await read(llm.request({ prompt: 'Hi', stream: true }, { only: name }))
      await read(llm.stream({ messages: [{ role: 'user', content: 'Hi' }] }, { only: name }))
      await llm.removeProvider(name)
    }
    for (let turn = 0; turn < 40; turn += 1) await serve(turn)
    expect(llm.snapshot().runs.failed).toBe(80)
    await expectForgotten(held)
  })
})

async function expectForgotten(held: readonly WeakRef<object>[]): Promise<void> {
  const left = (): number => held.filter((one) => one.deref() !== undefined).length
  await collectGarbage(() => left() < 5)
  expect(left()).toBeLessThan(5)
}

describe('options that their user changes in place', () => {
  it('change the balancer when they are given again, and not before', () => {
    const entry = {
      name: 'a',
      model: modelOf(1),
      weight: 1,
      tags: ['eu'],
      cost: { inputPerMTok: 1, outputPerMTok: 2 },
    }
    const retry = { maxAttempts: 2 }
    const llm = createLLMBalancer({ providers: [entry], retry })
    onTestFinished(() => llm.close())
    entry.weight = 3
    entry.tags[0] = 'us'
    entry.cost.inputPerMTok = 7
    retry.maxAttempts = 5
    expect(llm.getHealthyProviders()).toMatchObject([{ weight: 1, tags: ['eu'] }])
    const said = llm.reconfigure({ providers: [entry], retry })
    expect(said).toEqual({ added: [], changed: ['a'], removed: [], settings: ['retry'] })
    expect(llm.getHealthyProviders()).toMatchObject([{ weight: 3, tags: ['us'], cost: { inputPerMTok: 7 } }])
  })

  it('change the keys of a provider when they are given again', () => {
    const entry = { name: 'a', type: 'openai', model: 'm', apiKeys: ['sk-one', 'sk-two'] } as const
    const keys: string[] = [...entry.apiKeys]
    const llm = createLLMBalancer({ providers: [{ ...entry, apiKeys: keys }] })
    onTestFinished(() => llm.close())
    keys.push('sk-three')
    expect(llm.reconfigure({ providers: [{ ...entry, apiKeys: keys }] }).changed).toEqual(['a'])
    expect(Object.keys(llm.getStats()).length).toBe(1)
    expect(llm.snapshot().targets).toHaveLength(3)
  })
})
