import fc from 'fast-check'
import { expect, it } from 'vitest'
import { VirtualClock } from './virtual-clock.ts'

it('fires timers at their time, and those for the same time in the order in which they were set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 200 }), async (delays) => {
      const clock = new VirtualClock()
      const fired: { readonly at: number; readonly order: number }[] = []
      for (const [order, delay] of delays.entries())
        clock.schedule(() => fired.push({ at: clock.elapsedMs, order }), delay)
      await clock.advance(Infinity)
      const expected = delays
        .map((at, order) => ({ at, order }))
        .toSorted((a, b) => a.at - b.at || a.order - b.order)
      expect(fired).toEqual(expected)
      expect(clock.pending).toBe(0)
    }),
  )
})

it('fires no cancelled timer, and counts those that are left', async () => {
  const clock = new VirtualClock()
  const fired: string[] = []
  const cancel = clock.schedule(() => fired.push('cancelled'), 5)
  clock.schedule(() => fired.push('kept'), 5)
  clock.schedule(() => fired.push('later'), 50)
  cancel()
  cancel()
  expect(clock.pending).toBe(2)
  await clock.advance(10)
  expect(fired).toEqual(['kept'])
  expect(clock.pending).toBe(1)
  expect(clock.elapsedMs).toBe(5)
})

it('fires what is left in order however many are cancelled meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(50), fc.nat(3)), { minLength: 100, maxLength: 400 }),
      async (timers) => {
        const clock = new VirtualClock()
        const fired: number[] = []
        const cancels = timers.map(([delayMs], order) => clock.schedule(() => fired.push(order), delayMs))
        const kept = timers.flatMap(([at, fate], order) => (fate === 0 ? [{ at, order }] : []))
        for (const [order, [, fate]] of timers.entries()) if (fate > 0) cancels[order]?.()
        expect(clock.pending).toBe(kept.length)
        await clock.advance(Infinity)
        expect(fired).toEqual(
          kept.toSorted((a, b) => a.at - b.at || a.order - b.order).map(({ order }) => order),
        )
      },
    ),
  )
})

it('lets every promise settle before time goes on, however long the chain', async () => {
  const clock = new VirtualClock()
  const seen: [string, number][] = []
  const chain = async (): Promise<void> => {
    for (let turn = 0; turn < 500; turn += 1) await Promise.resolve()
    seen.push(['chain', clock.elapsedMs])
  }
  clock.schedule(() => void chain(), 1)
  clock.schedule(() => seen.push(['timer', clock.elapsedMs]), 2)
  await clock.advance(10)
  expect(seen).toEqual([
    ['chain', 1],
    ['timer', 2],
  ])
})

it('stops as soon as it is told that all is done', async () => {
  const clock = new VirtualClock()
  let fired = 0
  const again = (): void => {
    fired += 1
    clock.schedule(again, 1)
  }
  clock.schedule(again, 1)
  await clock.advance(1000, () => fired === 3)
  expect(fired).toBe(3)
  expect(clock.elapsedMs).toBe(3)
})

it('fires what is due at the very end of the time it is given, and nothing a ms later', async () => {
  const clock = new VirtualClock()
  const fired: number[] = []
  for (const delayMs of [10, 11]) clock.schedule(() => fired.push(clock.elapsedMs), delayMs)
  await clock.advance(10)
  expect(fired).toEqual([10])
  expect(clock.pending).toBe(1)
})

it('goes on from where it is: a delay counts from now, a negative one is none', async () => {
  const clock = new VirtualClock()
  const began = clock.now()
  const fired: number[] = []
  clock.schedule(() => {
    for (const delayMs of [-5, 0, 7]) clock.schedule(() => fired.push(clock.elapsedMs), delayMs)
  }, 3)
  await clock.advance(Infinity)
  expect(fired).toEqual([3, 3, 10])
  expect(clock.now() - began).toBe(10)
})
