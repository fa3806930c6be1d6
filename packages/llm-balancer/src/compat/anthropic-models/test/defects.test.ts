import { inspect } from 'node:util'
import { AllTargetsFailedError, NoTargetAvailableError } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { AnthropicModelRegistry, AnthropicUtils, LoadBalancedAnthropicModel } from '../index.ts'
import type { AnthropicMessageResponse } from '../index.ts'
import { answerOf, refusal, request, scene } from './scene.ts'

// What goes wrong with the original, by name, and does not here.

const never = (): Promise<never> => new Promise(() => {})

describe('a request that is at fault', () => {
  it.each([400, 413, 415, 422])('with %i cools no model, and its own error comes back', async (status) => {
    const { script, send, asked } = scene({ a: 1, b: 0 })
    const error = refusal(status, 'max_tokens: too many')
    script('a', [{ error }])
    expect(await rejection(send())).toBe(error)
    expect(asked).toEqual(['a'])
    expect(await send()).toEqual(answerOf('from a'))
  })

  it('with an unknown name of a model goes to the next one, and cools none', async () => {
    const { script, askedBy, send } = scene({ a: 1, b: 0 })
    script('a', [{ error: refusal(404, 'model: claude-9 was not found') }])
    expect(await askedBy(send)).toEqual(['a', 'b'])
    expect(await askedBy(send)).toEqual(['a'])
  })

  it.each([401, 403, 404, 408, 429, 500, 529])(
    'is not meant by %i, which cools the model',
    async (status) => {
      const { script, askedBy, send } = scene({ a: 1, b: 0 })
      script('a', [{ error: refusal(status) }])
      expect(await askedBy(send)).toEqual(['a', 'b'])
      expect(await askedBy(send)).toEqual(['b'])
    },
  )

  it('is not meant by a used-up credit, which comes as a 400', async () => {
    const { script, askedBy, send } = scene({ a: 1, b: 0 })
    script('a', [{ error: refusal(400, 'Your credit balance is too low') }])
    expect(await askedBy(send)).toEqual(['a', 'b'])
  })

  it('is not meant by an error of the model’s own code', async () => {
    const { script, askedBy, send } = scene({ a: 1, b: 0 })
    script('a', [{ error: new TypeError('cannot read properties of undefined') }])
    expect(await askedBy(send)).toEqual(['a', 'b'])
    expect(await askedBy(send)).toEqual(['b'])
  })
})

describe('the causes of a message that failed', () => {
  it('are all there, when several models failed', async () => {
    const { script, send } = scene({ a: 1, b: 1, c: 1 })
    const errors = ['a', 'b', 'c'].map((name) => refusal(500, `${name} is down`))
    for (const [place, name] of ['a', 'b', 'c'].entries())
      script(name, { error: errors[place] ?? refusal(0) })
    const error = (await rejection(send())) as AllTargetsFailedError
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    expect(new Set(error.errors)).toEqual(new Set(errors))
    expect(error.cause).toBe(error.errors.at(-1))
    expect(error.attempts.map(({ number, kind, status }) => [number, kind, status])).toEqual([
      [1, 'server', 500],
      [2, 'server', 500],
      [3, 'server', 500],
    ])
    expect(error.attempts.map(({ durationMs }) => durationMs)).toEqual([0, 0, 0])
    expect(error.retryAfterMs).toBe(30_000)
    for (const name of ['a', 'b', 'c']) expect(error.message).toContain(`${name}: ${name} is down`)
  })

  it('are not lost when the last one answers invalidly', async () => {
    const { script, send } = scene({ a: 1, b: 0 })
    const cause = refusal(500, 'a is down')
    script('a', { error: cause })
    script('b', { answer: { ...answerOf(''), content: [] } })
    const error = (await rejection(send())) as AllTargetsFailedError
    expect(error.errors[0]).toBe(cause)
    expect(error.message).toBe(
      'No models available to handle the request (a: a is down; b: b: the answer has no content)',
    )
  })

  it('are not lost when the last one is not registered', async () => {
    const { script, send, registry } = scene({ a: 1, b: 0 })
    const cause = refusal(500)
    script('a', { error: cause })
    registry.unregister('b')
    expect(await rejection(send())).toBe(cause)
  })

  it('are the error itself, when one model was asked', async () => {
    const { script, send } = scene({ a: 1 })
    const error = refusal(529)
    script('a', { error })
    expect(await rejection(send())).toBe(error)
  })

  it('show neither keys nor what was said', async () => {
    const { script, balancer } = scene({ a: 1, b: 1 })
    const content = 'The launch code is swordfish, no doubt about it.'
    for (const name of ['a', 'b'])
      script(name, { error: new Error(`sk-ant-api03-planted0123456789 cannot answer "${content}"`) })
    const asked = { ...request, messages: [{ role: 'user' as const, content }] }
    const { message } = (await rejection(balancer.message(asked))) as Error
    expect(message).toContain('cannot answer')
    expect(message).not.toMatch(/planted|swordfish/)
  })
})

describe('when there is no model to ask', () => {
  it('says so at once, with the time to come back', async () => {
    const { script, send, asked, clock } = scene({ a: 1, b: 1 })
    for (const name of ['a', 'b']) script(name, { error: refusal(500) })
    await rejection(send())
    await clock.advance(10_000)
    const error = (await rejection(send())) as NoTargetAvailableError
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error.message).toBe('No models available to handle the request after considering error timeouts.')
    expect(error.retryAfterMs).toBe(20_000)
    expect(error.considered.map(({ id, reason }) => `${id}: ${reason}`)).toEqual(['a: cooling', 'b: cooling'])
    expect(asked).toHaveLength(2)
  })

  it('says so for an empty list, and for one of names that are not registered', async () => {
    const none = scene({})
    await expect(none.send()).rejects.toThrow(/^No models available .* after considering error timeouts\.$/)
    const unknown = scene({}, { models: [{ name: 'x', weight: 1 }] })
    await expect(unknown.send()).rejects.toThrow(/^No models available to handle the request$/)
  })
})

describe('cooldowns', () => {
  it('are not ended by a success that began before the failure', async () => {
    const { script, send, askedBy } = scene({ a: 1, b: 0 })
    let answer: (answer: AnthropicMessageResponse) => void = () => {}
    script('a', [() => new Promise((resolve) => (answer = resolve)), { error: refusal(500) }])
    const slow = send()
    await send()
    answer(answerOf('late'))
    expect(await slow).toEqual(answerOf('late'))
    expect(await askedBy(send)).toEqual(['b'])
  })

  it('hold at time 0 of a clock', async () => {
    const clock = createFakeClock(0)
    const registry = new AnthropicModelRegistry()
    registry.register('a', { message: () => Promise.reject(refusal(500)) })
    const balancer = new LoadBalancedAnthropicModel(registry, [{ name: 'a', weight: 1 }], 1000, { clock })
    await rejection(balancer.message(request))
    await expect(balancer.message(request)).rejects.toThrow('error timeouts')
  })

  it('take a minute unless it is said otherwise', async () => {
    const clock = createFakeClock()
    const registry = new AnthropicModelRegistry()
    let asked = 0
    registry.register('a', {
      message() {
        asked += 1
        return Promise.reject(refusal(500))
      },
    })
    const models = [{ name: 'a', weight: 1 }]
    const balancer = new LoadBalancedAnthropicModel(registry, models, undefined, { clock })
    await rejection(balancer.message(request))
    await clock.advance(59_999)
    await rejection(balancer.message(request))
    expect(asked).toBe(1)
    await clock.advance(1)
    await rejection(balancer.message(request))
    expect(asked).toBe(2)
  })

  it('are none with 0', async () => {
    const { script, askedBy, send } = scene({ a: 1 }, { errorTimeoutMs: 0 })
    script('a', { error: refusal(500) })
    expect([await askedBy(send), await askedBy(send)]).toEqual([['a'], ['a']])
  })

  it('of one model do not touch another one', async () => {
    const { script, askedBy, send } = scene({ a: 1, b: 0 })
    script('a', { error: refusal(500) })
    await send()
    script('b', [{ error: refusal(500) }])
    expect(await askedBy(send)).toEqual(['b'])
    expect(await askedBy(send)).toEqual([])
  })

  it('are not those of a model that replaces the one which failed', async () => {
    const { script, send, registry } = scene({ a: 1 })
    script('a', { error: refusal(500) })
    await rejection(send())
    registry.register('a', { message: () => Promise.resolve(answerOf('the new one')) })
    expect(await send()).toEqual(answerOf('the new one'))
  })

  it('do not begin for a name that is registered later', async () => {
    const { registry, send } = scene({}, { models: [{ name: 'late', weight: 1 }] })
    await rejection(send())
    registry.register('late', { message: () => Promise.resolve(answerOf('late')) })
    expect(await send()).toEqual(answerOf('late'))
  })
})

it('a name that is listed twice is asked once, with the weights of both', async () => {
  const models = [
    { name: 'a', weight: 1 },
    { name: 'b', weight: 1 },
    { name: 'a', weight: 2 },
  ]
  const { script, askedBy, send, asked } = scene({ a: 0, b: 0 }, { models, errorTimeoutMs: 0 })
  for (let count = 0; count < 1000; count += 1) await send()
  expect(asked.filter((name) => name === 'a').length / asked.length).toBeCloseTo(0.75, 1)
  script('a', { error: refusal(500) })
  script('b', { error: refusal(500) })
  expect((await askedBy(send)).toSorted()).toEqual(['a', 'b'])
})

describe('a weight of 0', () => {
  it('is a last resort: never while another model can be asked, also after failures', async () => {
    const { script, asked, send } = scene({ a: 1, spare: 0, b: 1 }, { errorTimeoutMs: 0 })
    for (let count = 0; count < 200; count += 1) await send()
    expect(asked).not.toContain('spare')
    script('a', { error: refusal(500) })
    script('b', { error: refusal(500) })
    for (let count = 0; count < 20; count += 1) {
      asked.length = 0
      expect(await send()).toEqual(answerOf('from spare'))
      expect(asked.slice(0, 2).toSorted()).toEqual(['a', 'b'])
    }
  })

  it('of all models means that each may be asked', async () => {
    const { asked, send } = scene({ a: 0, b: 0 })
    for (let count = 0; count < 100; count += 1) await send()
    expect(new Set(asked)).toEqual(new Set(['a', 'b']))
  })
})

describe('a model that hangs', () => {
  it('has failed after ten minutes, unless it is said otherwise', async () => {
    const clock = createFakeClock()
    const registry = new AnthropicModelRegistry()
    registry.register('a', { message: never })
    const answer = rejection(
      new LoadBalancedAnthropicModel(registry, [{ name: 'a', weight: 1 }], 5, { clock }).message(request),
    )
    await clock.advance(599_999)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await answer).toMatchObject({ name: 'TimeoutError' })
    expect(clock.pending).toBe(0)
  })

  it('gives way to another one, and its late answer is nothing', async () => {
    const { script, send, clock, askedBy } = scene({ a: 1, b: 0 }, { timeoutMs: 100 })
    let late: (answer: unknown) => void = () => {}
    script('a', [() => new Promise((resolve) => (late = resolve))])
    const answer = send()
    await clock.advance(100)
    expect(await answer).toEqual(answerOf('from b'))
    late(answerOf('late'))
    expect(await askedBy(send)).toEqual(['b'])
  })
})

describe('hostile models', () => {
  const throwing = (): never => {
    throw new Error('read')
  }
  const rejectedWith = (reason: unknown): object => ({
    then: (_resolve: unknown, reject: (reason: unknown) => void) => {
      reject(reason)
    },
  })
  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    return proxy
  }

  it.each<[string, () => unknown]>([
    ['throws at once', throwing],
    ['rejects with nothing', () => rejectedWith(undefined)],
    ['rejects with an object that cannot be read', () => rejectedWith(new Proxy({}, { get: throwing }))],
    [
      'answers with a getter that throws',
      () =>
        Promise.resolve({
          get content() {
            return throwing()
          },
        }),
    ],
    ['answers with what cannot be read', () => Promise.resolve({ content: revoked() })],
    [
      'answers with a list whose entries cannot be read',
      () => Promise.resolve({ content: [null, { type: 'text', text: '' }] }),
    ],
    ['gives a thenable that throws', () => ({ then: throwing })],
    ['gives null', () => null],
  ])('one that %s is a failure like any other', async (_title, step) => {
    const { script, askedBy, send, clock } = scene({ a: 1, b: 0 }, { timeoutMs: 100 })
    script('a', [step])
    expect(await askedBy(send)).toEqual(['a', 'b'])
    expect(await askedBy(send)).toEqual(['b'])
    await clock.advance(30_000)
    expect(await askedBy(send)).toEqual(['a'])
  })

  it('leave no place taken: a thousand failures later each may be asked', async () => {
    const { script, askedBy, send } = scene({ a: 1, b: 0 }, { errorTimeoutMs: 0 })
    script('a', throwing)
    for (let count = 0; count < 1000; count += 1) await send()
    script('a', 'ok')
    expect(await Promise.all(Array.from({ length: 50 }, () => send()))).toEqual(
      Array.from({ length: 50 }, () => answerOf('from a')),
    )
    expect(await askedBy(send)).toEqual(['a'])
  })
})

describe('AnthropicUtils.isValidResponse', () => {
  it.each([
    answerOf('text'),
    { ...answerOf(''), content: [{ type: 'tool_use', id: 't', name: 'n', input: {} }] },
    {
      content: [
        { type: 'text', text: '' },
        { type: 'text', text: 'more' },
      ],
    },
    { content: 'text' },
  ])('takes %j, also without usage', (response) => {
    expect(AnthropicUtils.isValidResponse(response)).toBe(true)
  })

  it.each([
    undefined,
    null,
    'text',
    {},
    { content: null },
    { content: [] },
    { content: '' },
    { content: [{ type: 'text', text: '' }] },
    { content: { length: 1 } },
  ])('does not take %j', (response) => {
    expect(AnthropicUtils.isValidResponse(response)).toBe(false)
  })
})

it('is a model itself: balancers nest', async () => {
  const inner = scene({ a: 1 })
  const { registry, send, script } = scene(
    { spare: 0 },
    {
      models: [
        { name: 'inner', weight: 1 },
        { name: 'spare', weight: 0 },
      ],
    },
  )
  registry.register('inner', inner.balancer)
  expect(await send()).toEqual(answerOf('from a'))
  inner.script('a', { error: refusal(500) })
  script('spare', 'ok')
  expect(await send()).toEqual(answerOf('from spare'))
})

it('prints no key of a model', () => {
  const { balancer, registry } = scene({ a: 1 })
  registry.register('a', Object.assign(answerOf('a'), { message: () => {}, apiKey: 'planted-key' }))
  expect(inspect(balancer, { depth: Infinity, showHidden: true })).not.toContain('planted-key')
})
