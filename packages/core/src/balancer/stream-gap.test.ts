import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'

// A run can be ended in the few microtasks between the moment a chunk comes and the moment its caller has it.

/** A balancer over one target that gives a chunk when a test says so, and notes that it was closed. */
function scene(isFinal: boolean) {
  const clock = createFakeClock()
  const balancer = createBalancer({ clock, targets: [{ id: 'a', client: 'a' }] })
  let arrive = (): void => {}
  const state = { closed: false }
  const controller = new AbortController()
  let position = 0
  const stream = balancer.stream(
    (_, { signal }) => {
      signal.addEventListener('abort', () => (state.closed = true))
      return {
        [Symbol.asyncIterator]: () => ({
          next: () =>
            new Promise<IteratorResult<number>>((resolve) => {
              position += 1
              arrive = () => resolve({ done: false, value: position })
            }),
        }),
      }
    },
    { signal: controller.signal, ...(isFinal ? { isFinal: (chunk: number) => chunk === 2 } : {}) },
  )
  /** Reads the first chunk, asks for the second, and lets it arrive so many microtasks ago. */
  const untilGap = async (microtasks: number): Promise<void> => {
    const first = stream.next()
    while (position < 1) await Promise.resolve()
    arrive()
    await first
    stream.next().catch(() => {})
    while (position < 2) await Promise.resolve()
    arrive()
    for (let turn = 0; turn < microtasks; turn += 1) await Promise.resolve()
  }
  return { balancer, clock, controller, stream, state, untilGap }
}

const turns = Array.from({ length: 12 }, (_, index) => index)

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

describe.each([false, true])('a stream that is ended while a chunk comes (the last one: %s)', (isFinal) => {
  it.each(turns)(
    'by its signal, %i microtasks later, is ended upstream although it is no longer read',
    async (turn) => {
      const { balancer, clock, controller, state, untilGap } = scene(isFinal)
      await untilGap(turn)
      controller.abort(new Error('enough'))
      await settle()
      expect(state.closed).toBe(true)
      expect(balancer.snapshot()).toMatchObject({ runs: { running: 0 }, targets: [{ inFlight: 0 }] })
      expect(clock.pending).toBe(0)
    },
  )

  it.each(turns)('by its caller, %i microtasks later, is ended upstream', async (turn) => {
    const { balancer, clock, state, stream, untilGap } = scene(isFinal)
    await untilGap(turn)
    await stream.return()
    await settle()
    expect(state.closed).toBe(true)
    expect(balancer.snapshot()).toMatchObject({ runs: { running: 0 }, targets: [{ inFlight: 0 }] })
    expect(clock.pending).toBe(0)
    await balancer.close()
  })
})
