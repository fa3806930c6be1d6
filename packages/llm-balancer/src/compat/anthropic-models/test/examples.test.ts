import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { runExample } from '../../test/run-example.ts'
import * as library from '../index.ts'
import { answerOf, refusal, request, scene } from './scene.ts'

// The document of `LoadBalancedAnthropicModel` from top to bottom, its code word for word but for the import.

const codeOf = (name: string): string =>
  readFileSync(new URL(`examples/${name}.txt`, import.meta.url), 'utf8')

/** A model as a user would write it: answers with its name, and notes what it was asked. */
class NamedModel implements library.AnthropicModel {
  readonly asked: library.AnthropicMessageRequest[] = []
  readonly #name: string
  /** While it is true, requests fail. */
  isDown = false

  constructor(name: string) {
    this.#name = name
  }

  message(asked: library.AnthropicMessageRequest): Promise<library.AnthropicMessageResponse> {
    this.asked.push(asked)
    return this.isDown ? Promise.reject(refusal(529)) : Promise.resolve(answerOf(`from ${this.#name}`))
  }
}

/** The machine's clock stands still, and is moved by the function that this gives. */
const stopTheClock = (): ((ms: number) => void) => {
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  return (ms) => {
    now += ms
  }
}

it('Constructor: takes a registry, models, and a cooldown of a minute unless it is given', async () => {
  const advance = stopTheClock()
  const { value } = await runExample(
    `class Documented extends LoadBalancedAnthropicModel {
      ${codeOf('constructor')} { super(registry, models, errorTimeoutMs) }
    }`,
    {
      library,
      given: { LoadBalancedAnthropicModel: library.LoadBalancedAnthropicModel },
      wanted: 'Documented',
    },
  )
  const Documented = value as typeof library.LoadBalancedAnthropicModel
  const registry = new library.AnthropicModelRegistry()
  const model = new NamedModel('only')
  registry.register('only', model)
  const models = [{ name: 'only', weight: 1 }]
  for (const [given, cooldownMs] of [
    [undefined, 60_000],
    [5000, 5000],
  ] as const) {
    const balancer = new Documented(registry, models, given)
    model.isDown = true
    await expect(balancer.message(request)).rejects.toThrow('refused with 529')
    model.isDown = false
    advance(cooldownMs - 1)
    await expect(balancer.message(request)).rejects.toThrow('after considering error timeouts')
    advance(1)
    expect(await balancer.message(request)).toEqual(answerOf('from only'))
  }
})

describe('`message` Method', () => {
  it('1. filters the models that are in their cooldown period', async () => {
    const { script, askedBy, send } = scene({ model1: 80, model2: 20 })
    script('model1', [{ error: refusal(529) }])
    const first = [await askedBy(send), await askedBy(send), await askedBy(send)].flat()
    expect(first.filter((name) => name === 'model1')).toHaveLength(1)
    expect(await askedBy(send)).toEqual(['model2'])
  })

  it('2. selects one at random by weight', async () => {
    const { asked, send } = scene({ model1: 80, model2: 20 })
    for (let count = 0; count < 2000; count += 1) await send()
    expect(asked.filter((name) => name === 'model1').length / asked.length).toBeCloseTo(0.8, 1)
    // At random: not in turns.
    expect(new Set(asked.slice(0, 200).join('').split('model2'))).not.toHaveProperty('size', 1)
  })

  it('3. calls its message method with the request', async () => {
    const registry = new library.AnthropicModelRegistry()
    const model = new NamedModel('only')
    const message = vi.spyOn(model, 'message')
    registry.register('only', model)
    const frozen = Object.freeze({ ...request, temperature: 0, system: 'Be brief.' })
    await new library.LoadBalancedAnthropicModel(registry, [{ name: 'only', weight: 1 }]).message(frozen)
    expect(message.mock.calls).toEqual([[frozen]])
    expect(message.mock.calls[0]?.[0]).toBe(frozen)
    expect(message.mock.contexts).toEqual([model])
  })

  it.each([{ error: refusal(500) }, { answer: undefined }, { answer: { ...answerOf(''), content: [] } }])(
    '4. puts one that fails into a cooldown of errorTimeoutMs: %j',
    async (failure) => {
      const { script, clock, askedBy, send } = scene({ model1: 1, model2: 0 }, { errorTimeoutMs: 7000 })
      script('model1', [failure])
      expect(await askedBy(send)).toEqual(['model1', 'model2'])
      await clock.advance(6999)
      expect(await askedBy(send)).toEqual(['model2'])
      await clock.advance(1)
      expect(await askedBy(send)).toEqual(['model1'])
    },
  )

  it('5. retries with the next one until there is an answer, or all have failed', async () => {
    const { script, asked, send } = scene({ model1: 1, model2: 1, model3: 1 })
    for (const name of ['model1', 'model2', 'model3'])
      script(name, { error: refusal(500, `${name} is down`) })
    script('model2', 'ok')
    expect(await send()).toEqual(answerOf('from model2'))
    expect(asked.at(-1)).toBe('model2')
    script('model2', { error: refusal(500) })
    await send().catch(() => {})
    expect(new Set(asked.slice(asked.indexOf('model2') + 1)).size).toBe(
      asked.length - asked.indexOf('model2') - 1,
    )
  })

  it('6. throws when all of them fail', async () => {
    const { script, asked, send } = scene({ model1: 80, model2: 20 })
    script('model1', { error: refusal(500, 'model1 is down') })
    script('model2', { error: refusal(529, 'model2 is full') })
    await expect(send()).rejects.toThrow(/model[12] is (down|full).*model[12] is (down|full)/)
    expect(asked.toSorted()).toEqual(['model1', 'model2'])
  })
})

it('Example Usage: gives the answer of one of the models, and cools one that fails for 30 seconds', async () => {
  const advance = stopTheClock()
  const [model1Instance, model2Instance] = [new NamedModel('model1'), new NamedModel('model2')]
  const { value } = await runExample(codeOf('usage'), {
    library,
    given: { model1Instance, model2Instance },
    wanted: '{ registry, models, loadBalancer, request, response }',
  })
  const { registry, models, loadBalancer, response, ...made } = value as {
    readonly registry: library.AnthropicModelRegistry
    readonly models: library.ModelWithWeight[]
    readonly loadBalancer: library.LoadBalancedAnthropicModel
    readonly request: library.AnthropicMessageRequest
    readonly response: library.AnthropicMessageResponse
  }
  expect(registry.list()).toEqual(['model1', 'model2'])
  expect(models).toEqual([
    { name: 'model1', weight: 80 },
    { name: 'model2', weight: 20 },
  ])
  const served = model1Instance.asked.length === 1 ? 'model1' : 'model2'
  expect(response).toEqual(answerOf(`from ${served}`))
  expect([...model1Instance.asked, ...model2Instance.asked]).toEqual([request])
  expect(made.request).toEqual(request)

  model1Instance.isDown = true
  const before = model1Instance.asked.length
  for (let count = 0; count < 50; count += 1) await loadBalancer.message(request)
  expect(model1Instance.asked).toHaveLength(before + 1)
  advance(30_000)
  for (let count = 0; count < 50; count += 1) await loadBalancer.message(request)
  expect(model1Instance.asked).toHaveLength(before + 2)
})
