import { describe, expect, it, vi } from 'vitest'
import {
  breaks,
  contents,
  hangs,
  inTurn,
  read,
  refusal,
  says,
  scene,
  textOf,
  type Content,
  type Script,
} from './scene.ts'

describe('after the first chunk', () => {
  it.each(['round-robin', 'failover'] as const)(
    'nothing is mixed: the error itself is thrown, with %s',
    async (strategy) => {
      const { ask, asked, script } = scene(strategy, ['a', 'b'], { settings: { failover_retry_count: 3 } })
      const error = refusal(500)
      script('a', breaks(error, 'a1', 'a2'))
      expect(await ask()).toEqual({ error, texts: ['a1', 'a2'] })
      expect(asked()).toEqual(['a'])
    },
  )

  it('also a 429 is thrown, and the next request begins at the next member', async () => {
    const { ask, asked, script, balancer } = scene('failover', ['a', 'b'])
    script('a', breaks(refusal(429), 'a1'))
    await ask()
    expect(balancer.getCurrentFailoverIndex()).toBe(1)
    await ask()
    expect(asked()).toEqual(['a', 'b'])
  })

  it('there is no time limit', async () => {
    const { script, balancer, clock } = scene('failover', ['a', 'b'], { settings: { timeout_ms: 50 } })
    let finish: () => void = () => {}
    script('a', async function* () {
      yield textOf('one')
      await new Promise<void>((resolve) => (finish = resolve))
      yield textOf('two')
    })
    const answer = read(balancer.generateChatCompletion(contents))
    await clock.advance(10_000_000)
    finish()
    expect(await answer).toEqual(['one', 'two'])
  })

  it('a chunk that is null ends nothing and is given as it is', async () => {
    const { script, balancer } = scene('failover', ['a', 'b'])
    script('a', async function* () {
      yield textOf('one')
      yield await Promise.resolve(null as unknown as Content)
    })
    const chunks: unknown[] = []
    for await (const chunk of balancer.generateChatCompletion(contents)) chunks.push(chunk)
    expect(chunks).toEqual([textOf('one'), null])
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ successes: 1 })
  })
})

it.each(['round-robin', 'failover'] as const)(
  'without timeout_ms a first chunk may take any time, with %s',
  async (strategy) => {
    const { script, ask, clock, asked } = scene(strategy, ['a', 'b'])
    let finish: () => void = () => {}
    script('a', async function* () {
      await new Promise<void>((resolve) => (finish = resolve))
      yield textOf('at last')
    })
    const answer = ask()
    await clock.advance(10_000_000)
    finish()
    expect(await answer).toEqual(['at last'])
    expect(asked()).toEqual(['a'])
  },
)

it('chunks come through as the very objects that the member gave, one at a time', async () => {
  const { script, balancer } = scene('round-robin', ['a'])
  const given = [textOf('one'), textOf('two'), textOf('three')]
  let taken = 0
  script('a', async function* () {
    for (const chunk of given) {
      taken += 1
      yield await Promise.resolve(chunk)
    }
  })
  const stream = balancer.generateChatCompletion(contents)
  for (const [place, chunk] of given.entries()) {
    expect((await stream.next()).value).toBe(chunk)
    expect(taken).toBe(place + 1)
  }
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

describe('a reader that leaves', () => {
  it.each([undefined, 1000])(
    'closes what it read at once, with a time limit of %s ms',
    async (timeout_ms) => {
      const closed: string[] = []
      const { script, balancer, clock } = scene('failover', ['a', 'b'], { settings: { timeout_ms } })
      script('a', hangs(closed, 'one'))
      for await (const _ of balancer.generateChatCompletion(contents)) break
      expect(closed).toEqual(['closed'])
      expect(clock.pending).toBe(0)
      expect(balancer.getStats()).toMatchObject({
        totalRequests: 1,
        lastSelected: 'a',
        backendMetrics: { a: { requests: 0, successes: 0, failures: 0 } },
      })
    },
  )

  it('does not wait for a chunk that is on its way', async () => {
    const closed: string[] = []
    const { script, balancer } = scene('round-robin', ['a'])
    script('a', hangs(closed, 'one'))
    const stream = balancer.generateChatCompletion(contents)
    await stream.next()
    const pending = stream.next()
    await stream.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(closed).toEqual(['closed'])
  })
})

describe('a caller that aborts', () => {
  it.each(['round-robin', 'failover'] as const)(
    'ends the request with its own reason, and asks no other member: %s',
    async (strategy) => {
      const closed: string[] = []
      const { script, ask, asked, clock, balancer } = scene(strategy, ['a', 'b'])
      script('a', hangs(closed))
      const controller = new AbortController()
      const reason = new Error('enough')
      const answer = ask({ invocation: { signal: controller.signal } })
      await clock.settle()
      controller.abort(reason)
      expect(await answer).toEqual({ error: reason })
      expect(asked()).toEqual(['a'])
      expect(closed).toEqual(['closed'])
      expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 0, failures: 0 })
      expect(balancer.getCurrentFailoverIndex()).toBe(0)
    },
  )

  it('ends a wait before the next try', async () => {
    const settings = { failover_retry_count: 2, failover_retry_delay_ms: 5000 }
    const { script, ask, asked, clock } = scene('failover', ['a', 'b'], { settings })
    script('a', breaks(refusal(500)))
    const controller = new AbortController()
    const answer = ask({ invocation: { signal: controller.signal } })
    await clock.advance(1000)
    controller.abort(new Error('enough'))
    expect(await answer).toMatchObject({ error: { message: 'enough' } })
    expect(asked()).toEqual(['a'])
    expect(clock.pending).toBe(0)
  })

  it('leaves no listener at its signal', async () => {
    const { ask, script } = scene('failover', ['a', 'b'])
    script('a', inTurn(says('fine'), breaks(refusal(500))))
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    for (let count = 0; count < 20; count += 1) await ask({ invocation: { signal } })
    expect(added.mock.calls.length).toBe(removed.mock.calls.length)
  })
})

describe('hostile members', () => {
  const throwing = (): never => {
    throw new Error('hostile')
  }
  const iterates =
    (iterator: object): Script =>
    () =>
      ({ [Symbol.asyncIterator]: () => iterator }) as never
  const closing = { return: throwing }

  it.each<[string, Script]>([
    ['throws at once', throwing],
    ['gives no stream', () => undefined as never],
    ['gives a promise of nothing', () => Promise.resolve(5) as never],
    ['cannot be iterated', () => ({ [Symbol.asyncIterator]: throwing }) as never],
    ['throws at the first chunk', iterates({ next: throwing, ...closing })],
    ['gives null for a chunk', iterates({ next: () => Promise.resolve(null), ...closing })],
    [
      'gives results that cannot be read',
      iterates({
        next: () =>
          Promise.resolve({
            get done() {
              return throwing()
            },
          }),
        ...closing,
      }),
    ],
    [
      'rejects with nothing',
      iterates({
        next: () => ({
          then: (_: unknown, no: (reason?: unknown) => void) => {
            no()
          },
        }),
      }),
    ],
    [
      'throws an error that cannot be read',
      iterates({
        next: () => {
          throw new Proxy(new Error(), { get: throwing })
        },
      }),
    ],
    ['ends without a chunk', says()],
  ])('one that %s is passed over like any other that fails, and takes no place', async (_title, script) => {
    const {
      ask,
      script: set,
      balancer,
    } = scene('failover', ['a', 'b'], { settings: { failover_failback_after_ms: 0 } })
    set('a', script)
    for (let count = 0; count < 3; count += 1) expect(await ask()).toEqual(['b1', 'b2'])
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ requests: 3, failures: 3 })
    set('a', says('well'))
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([['well'], ['well'], ['well']])
  })

  it('one that does not close holds nothing up', async () => {
    const { ask, script, clock, balancer } = scene('failover', ['a', 'b'], { settings: { timeout_ms: 10 } })
    script('a', hangs())
    script('b', hangs())
    const answer = ask()
    await clock.advance(20)
    expect(await answer).toMatchObject({
      error: { name: 'LoadBalancerFailoverError', failures: [{ profile: 'a' }, { profile: 'b' }] },
    })
    expect(balancer.getStats().backendMetrics).toMatchObject({
      a: { requests: 1, timeouts: 1 },
      b: { requests: 1, timeouts: 1 },
    })
  })

  it('one that goes on after its end is not heard', async () => {
    const { ask, script } = scene('failover', ['a', 'b'])
    let next = 0
    const end = { done: true, value: undefined }
    const steps = [
      () => Promise.resolve({ done: false, value: textOf('one') }),
      () => Promise.resolve(end),
      throwing,
    ]
    script('a', iterates({ next: () => steps[next++]?.() }))
    expect(await ask()).toEqual(['one'])
    expect(next).toBe(2)
  })

  it('a provider that cannot be read is a failure of its member', async () => {
    const { ask, providers, asked } = scene('failover', ['a', 'b'])
    Object.defineProperty(providers, 'a', { get: throwing })
    expect(await ask()).toEqual(['b1', 'b2'])
    expect(asked()).toEqual(['b'])
  })

  it('chunks whose usage cannot be read are given all the same', async () => {
    const { ask, script, balancer } = scene('failover', ['a', 'b'])
    script(
      'a',
      says(
        {
          ...textOf('one'),
          get metadata() {
            return throwing()
          },
        },
        { ...textOf('two'), metadata: { usage: { promptTokens: NaN, completionTokens: -1 } } },
      ),
    )
    expect(await ask()).toEqual(['one', 'two'])
    expect(balancer.getStats().backendMetrics['a']).toMatchObject({ successes: 1, tokens: 0 })
  })
})

it('a thousand requests that end in all ways leave no timer and no place taken', async () => {
  const { ask, script, clock, balancer } = scene('failover', ['a', 'b'], {
    settings: { timeout_ms: 5, failover_failback_after_ms: 0 },
  })
  script(
    'a',
    inTurn(
      ...Array.from({ length: 100 }, () => [
        breaks(refusal(500)),
        breaks('text', 'one'),
        says('fine'),
        says(),
      ]).flat(),
    ),
  )
  for (let count = 0; count < 400; count += 1) await ask()
  const stats = balancer.getStats().backendMetrics['a']
  expect(stats).toMatchObject({ requests: 400, successes: 100, failures: 300 })
  expect(clock.pending).toBe(0)
})
