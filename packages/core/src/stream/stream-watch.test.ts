import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import { collectGarbage } from '../../test/collect-garbage.ts'
import { first } from '../balancer/test/first.ts'
import { chunkRules, leftovers, read, scene, watched } from '../balancer/test/scene.ts'
import type { TestVendor, VendorStep } from '../balancer/test/vendor.ts'
import { createFakeClock } from '../testing/fake-clock.ts'

const open = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)

const made = (steps: readonly VendorStep[]) =>
  scene({ a: steps }, { strategy: first, timeouts: { idleMs: Infinity } })

afterEach(() => {
  expect(leftovers()).toEqual([])
})

// Vitest starts its workers with `--expose-gc`; the mutation runner does not.
describe.skipIf(globalThis.gc === undefined)('a stream whose iterator was garbage-collected', () => {
  const chunks = ['one', 'two', '.']
  const readOne = async ({ balancer }: ReturnType<typeof made>): Promise<void> => {
    await balancer.stream(open, chunkRules).next()
  }

  it('is ended as neutral, and its place is free', async () => {
    const playing = made([{ stream: chunks }])
    const { balancer, guards, vendors } = playing
    await readOne(playing)
    expect(balancer.snapshot().targets[0]?.inFlight).toBe(1)
    await collectGarbage(() => guards.a.released.length > 0)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral'])
    expect(vendors.a.closed).toBe(1)
    expect(balancer.snapshot().runs).toMatchObject({ running: 0, cancelled: 1 })
    await expect(balancer.removeTarget('a')).resolves.toBeUndefined()
  })

  it('is left alone while its reader holds it, though another one is ended', async () => {
    const playing = made([{ stream: chunks }, { stream: chunks }])
    const { balancer, guards } = playing
    const stream = balancer.stream(open, chunkRules)
    await stream.next()
    await readOne(playing)
    await collectGarbage(() => guards.a.released.length > 0)
    expect(guards.a.released).toHaveLength(1)
    await expect(read(stream)).resolves.toEqual({ chunks: ['two', '.'], error: undefined })
    expect(guards.a.released.map(({ type }) => type)).toEqual(['neutral', 'success'])
  })

  it('is ended as well when another target had failed before', async () => {
    const { balancer, guards } = scene({ a: [], b: [{ stream: chunks }] }, { strategy: first })
    // The error is made while the stream is being called: until its stack is read, it holds the stream.
    const openOrFail = (vendor: TestVendor, attempt: Attempt) => {
      if (vendor.id === 'a') throw new Error('down')
      return vendor.stream(attempt)
    }
    const readFirst = async (): Promise<void> => {
      await balancer.stream(openOrFail, chunkRules).next()
    }
    await readFirst()
    await collectGarbage(() => guards.b.released.length > 0)
    expect(guards.a.released.map(({ type }) => type)).toEqual(['failure'])
    expect(guards.b.released.map(({ type }) => type)).toEqual(['neutral'])
    expect(balancer.snapshot().runs).toMatchObject({ running: 0, cancelled: 1 })
  })
})

describe.skipIf(globalThis.gc === undefined)('a stream that has ended', () => {
  type Client = () => AsyncIterable<string>
  const clients: Readonly<Record<string, () => Client>> = {
    served: () => () => iterate(() => '.'),
    'failed, with an error that was not looked at': () => () => {
      throw new Error('down')
    },
    'broken off, with an error that was not looked at': () => () =>
      iterate(() => {
        throw new Error('reset')
      }),
  }

  it.each(Object.entries(clients))('is collected with its target when it was %s', async (_, makeClient) => {
    const options = { clock: createFakeClock(), strategy: first, retry: { maxAttempts: 1 } }
    const balancer = watched(createBalancer<Client>({ ...options, targets: [] }))
    const held: WeakRef<object>[] = []
    const serve = async (id: string): Promise<void> => {
      const client = makeClient()
      balancer.addTarget({ id, client })
      const stream = balancer.stream((open: Client) => open(), chunkRules)
      held.push(new WeakRef(client), new WeakRef(stream))
      await readAll(stream)
      await balancer.removeTarget(id)
    }
    for (let turn = 0; turn < 20; turn += 1) await serve(`t${turn}`)
    const left = (): number => held.filter((one) => one.deref() !== undefined).length
    await collectGarbage(() => left() < 5)
    expect(left()).toBeLessThan(5)
  })
})

describe('a stream that is over', () => {
  const ways: Readonly<Record<string, [VendorStep, (stream: AsyncIterator<string>) => unknown]>> = {
    'read to its end': [
      { stream: ['one', '.'] },
      (stream) => readAll({ [Symbol.asyncIterator]: () => stream }),
    ],
    left: [{ stream: ['one', '.'] }, (stream) => stream.next().then(() => stream.return?.())],
    refused: [{ stream: [new Error('down')] }, (stream) => stream.next().catch(() => undefined)],
  }

  // The garbage collector finds a watched object, and all that it holds, at a full collection only.
  it.each(Object.entries(ways))('is watched no longer: %s', async (_, [step, use]) => {
    const register = vi.spyOn(FinalizationRegistry.prototype, 'register')
    const unregister = vi.spyOn(FinalizationRegistry.prototype, 'unregister')
    const { balancer } = made([step])
    const stream = balancer.stream(open, { ...chunkRules, maxAttempts: 1 })
    const [token] = register.mock.calls.flatMap(([target, , own]) => (target === stream ? [own] : []))
    const isWatched = (): boolean => !unregister.mock.calls.some(([given]) => given === token)
    expect([typeof token, isWatched()]).toEqual(['object', true])
    await use(stream)
    expect(isWatched()).toBe(false)
  })
})

/** Reads to the end, and looks at no error. */
async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of stream) continue
  } catch {
    return
  }
}

async function* iterate(last: () => string): AsyncGenerator<string> {
  yield 'one'
  yield await Promise.resolve().then(last)
}
