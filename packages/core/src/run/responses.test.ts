import { afterEach, describe, expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import type { BalancerOptions } from '../balancer/options.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, watched } from '../balancer/test/scene.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { createFakeClock } from '../testing/fake-clock.ts'

/** A response whose body says whether it was cancelled. */
function answer(status: number, headers: Readonly<Record<string, string>> = {}) {
  const body = { isCancelled: false }
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('{}'))
        controller.close()
      },
      cancel() {
        body.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { response: new Response(stream, { status, headers }), body }
}

type Answer = ReturnType<typeof answer>

function made(answers: Readonly<Record<string, Answer[]>>, options: Partial<BalancerOptions<string>> = {}) {
  const clock = createFakeClock()
  const served: string[] = []
  const targets = Object.keys(answers).map((id) => ({ id, client: id }))
  const balancer = watched(createBalancer<string>({ clock, strategy: first, targets, ...options }))
  const call = (id: string) => {
    served.push(id)
    const next = answers[id]?.shift()
    return next === undefined ? Promise.reject(new Error('no answer left')) : Promise.resolve(next.response)
  }
  return { balancer, served, call, clock }
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a response with a status of 400 or more', () => {
  it('fails over, and its body is cancelled', async () => {
    const [bad, good] = [answer(503), answer(200)]
    const { balancer, call, served } = made({ a: [bad], b: [good] })
    await expect(balancer.run(call)).resolves.toBe(good.response)
    expect(served).toEqual(['a', 'b'])
    expect([bad.body.isCancelled, good.body.isCancelled]).toEqual([true, false])
    expect(balancer.snapshot().targets.map(({ failures, successes }) => [failures, successes])).toEqual([
      [1, 0],
      [0, 1],
    ])
  })

  it('is read like an error: its hint cools the target', async () => {
    const { balancer, call, clock } = made({ a: [answer(429, { 'retry-after': '7' })], b: [answer(200)] })
    await balancer.run(call)
    expect(balancer.snapshot().targets[0]).toMatchObject({
      state: 'cooling',
      availableAt: clock.now() + 7000,
      failuresByKind: { 'rate-limit': 1 },
    })
  })

  it('that the run fails with is thrown as an error that has it, and can be read', async () => {
    const bad = answer(404)
    const { balancer, call } = made({ a: [bad] })
    const error: unknown = await balancer.run(call).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ProviderError)
    expect(error).toMatchObject({ status: 404, provider: 'a' })
    const { response } = error as ProviderError
    expect(response).toBe(bad.response)
    await expect(response?.json()).resolves.toEqual({})
    expect(JSON.stringify(error)).not.toContain('response')
  })

  it('of the last of several attempts comes with the errors of all', async () => {
    const { balancer, call } = made({ a: [answer(500)], b: [answer(502)] }, { retry: { maxAttempts: 2 } })
    const error = await balancer.run(call).catch((reason: unknown) => reason as { errors: ProviderError[] })
    expect((error as { errors: ProviderError[] }).errors.map(({ status }) => status)).toEqual([500, 502])
  })

  it('is an answer like any other when the balancer says so', async () => {
    const bad = answer(503)
    const { balancer, call, served } = made({ a: [bad], b: [] }, { classifyResponse: false })
    await expect(balancer.run(call)).resolves.toBe(bad.response)
    expect(served).toEqual(['a'])
    expect(bad.body.isCancelled).toBe(false)
    expect(balancer.snapshot().targets[0]).toMatchObject({ successes: 1 })
  })

  it('is an answer like any other when the call says so, and the other way round', async () => {
    const [one, other, good] = [answer(503), answer(503), answer(200)]
    const plain = made({ a: [one] })
    await expect(plain.balancer.run(plain.call, { classifyResponse: false })).resolves.toBe(one.response)
    const off = made({ a: [other], b: [good] }, { classifyResponse: false })
    await expect(off.balancer.run(off.call, { classifyResponse: true })).resolves.toBe(good.response)
  })

  it('that comes after its run has ended is cancelled', async () => {
    const late = answer(200)
    const { balancer, clock } = made({ a: [] }, { timeouts: { attemptMs: 100 }, retry: { maxAttempts: 1 } })
    const run = balancer.run(
      () =>
        new Promise<Response>((resolve) => {
          clock.schedule(() => {
            resolve(late.response)
          }, 500)
        }),
    )
    const failed = expect(run).rejects.toMatchObject({ kind: 'timeout' })
    await clock.advance(500)
    await failed
    expect(late.body.isCancelled).toBe(true)
  })

  it('does not fail over when it is the caller who is wrong, and keeps its body', async () => {
    const bad = answer(422)
    const { balancer, call, served } = made({ a: [bad], b: [answer(200)] })
    await expect(balancer.run(call, { maxAttempts: 1 })).rejects.toMatchObject({ status: 422 })
    expect(served).toEqual(['a'])
    expect(bad.body.isCancelled).toBe(false)
  })
})

describe('a response that is fine', () => {
  it.each([200, 204, 302, 399])('is the answer with status %i', async (status) => {
    const response = { ok: status < 300, status, headers: new Headers() }
    const { balancer } = made({ a: [] })
    await expect(balancer.run(() => Promise.resolve(response))).resolves.toBe(response)
  })

  it.each([{ status: 503 }, { ok: false }, { status: '503', ok: false, headers: {} }, null, 'status 503'])(
    'is any value that is no response: %o',
    async (value) => {
      const { balancer } = made({ a: [] })
      await expect(balancer.run(() => Promise.resolve(value))).resolves.toBe(value)
    },
  )
})

describe('an answer that is not acceptable', () => {
  const acceptable = ({ headers }: Response) => headers.get('use') !== 'none' || 'invalid-response'

  it.each([
    ['', {}],
    [', also while the run may hedge', { hedge: { afterMs: 1000 } }],
  ] as const)('fails over, and its body is cancelled%s', async (_, options) => {
    const [bad, good] = [answer(200, { use: 'none' }), answer(200)]
    const { balancer, call } = made({ a: [bad], b: [good] }, options)
    await expect(balancer.run(call, { acceptable })).resolves.toBe(good.response)
    expect([bad.body.isCancelled, good.body.isCancelled]).toEqual([true, false])
  })

  it('has its body cancelled when it is the last one, too', async () => {
    const bad = answer(200, { use: 'none' })
    const { balancer, call } = made({ a: [bad] })
    await expect(balancer.run(call, { acceptable, maxAttempts: 1 })).rejects.toThrow('not acceptable')
    expect(bad.body.isCancelled).toBe(true)
  })
})

describe('a response of the last attempt, while the run may hedge', () => {
  it('keeps its body when it is the caller who is wrong', async () => {
    const bad = answer(422)
    const { balancer, call } = made({ a: [bad], b: [answer(422)] }, { hedge: { afterMs: 1000 } })
    const failing = balancer.run(call, { maxAttempts: 1 })
    await expect(failing).rejects.toMatchObject({ response: bad.response })
    expect(bad.body.isCancelled).toBe(false)
  })
})

describe('a response in the place of a stream', () => {
  it.each([
    ['at once', (response: Response): unknown => response],
    ['later', (response: Response): unknown => Promise.resolve(response)],
  ])('that comes %s says that its body was meant, and is cancelled', async (_, give) => {
    const { balancer } = made({ a: [] })
    const { response, body } = answer(200)
    const stream = balancer.stream(() => give(response) as never, { maxAttempts: 1 })
    await expect(stream.next()).rejects.toThrow('got a Response; give its body')
    expect(body.isCancelled).toBe(true)
  })
})
